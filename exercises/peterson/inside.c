#include "inside.h"

#include "peterson.h"

#include <pthread.h>

enum { THREADS_MAX = 8 };

static peterson lock = PETERSON_INIT;
static long rounds, step, number, twin, seen[THREADS_MAX];

static void *raise_it(void *arg)
{
    int me = (int)((long *)arg - seen);

    for (long i = 0; i < rounds; i++) {
        peterson_lock(&lock, me);
        *(long *)arg += number == twin;
        number += step;
        twin += step;
        peterson_unlock(&lock, me);
    }
    return NULL;
}

INSIDE(keeps_out)
{
    long threads = tl_take();
    pthread_t thread[THREADS_MAX];

    rounds = tl_take();
    step = tl_take();
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, raise_it, &seen[i]),
                         0);
    for (long i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    tl_answer(number);
    for (long i = 0; i < threads; i++)
        tl_answer(seen[i]);
}
