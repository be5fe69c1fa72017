#include "inside.h"

#include "publish.h"

#include <pthread.h>
#include <sched.h>

enum { THREADS_MAX = 8 };

static point seen[THREADS_MAX];

static void *read_it(void *arg)
{
    while (!point_try_read(arg))
        sched_yield();
    return NULL;
}

INSIDE(is_seen)
{
    long readers = tl_take(), x = tl_take(), y = tl_take();
    pthread_t reader[THREADS_MAX];
    point early = {0, 0};

    tl_answer(point_try_read(&early));
    for (long i = 0; i < readers; i++)
        ck_assert_int_eq(pthread_create(&reader[i], NULL, read_it, &seen[i]),
                         0);
    point_publish((int)x, (int)y);
    for (long i = 0; i < readers; i++)
        pthread_join(reader[i], NULL);
    for (long i = 0; i < readers; i++) {
        tl_answer(seen[i].x);
        tl_answer(seen[i].y);
    }
}
