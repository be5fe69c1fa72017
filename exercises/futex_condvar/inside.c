#include "inside.h"

#include "futex_condvar.h"

#include <stdbool.h>

enum { THREADS_MAX = 8 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static futex_condvar full = FUTEX_CONDVAR_INIT, empty = FUTEX_CONDVAR_INIT;
static bool there, over;
static long value, taken, sum, ended;

static void *take_values(void *arg)
{
    pthread_mutex_lock(&lock);
    for (;;) {
        while (!there && !over)
            futex_condvar_wait(&full, &lock);
        if (!there)
            break;
        there = false;
        taken++;
        sum += value;
        futex_condvar_signal(&empty);
    }
    ended++;
    pthread_mutex_unlock(&lock);
    return arg;
}

INSIDE(hands_over)
{
    long takers = tl_take(), values = tl_take(), first = tl_take();
    pthread_t thread[THREADS_MAX];

    for (long i = 0; i < takers; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, take_values, NULL),
                         0);
    for (long i = 0; i < values; i++) {
        pthread_mutex_lock(&lock);
        while (there)
            futex_condvar_wait(&empty, &lock);
        value = first + i;
        there = true;
        pthread_mutex_unlock(&lock);
        futex_condvar_signal(&full);
    }
    pthread_mutex_lock(&lock);
    over = true;
    futex_condvar_broadcast(&full);
    pthread_mutex_unlock(&lock);
    for (long i = 0; i < takers; i++)
        pthread_join(thread[i], NULL);
    tl_answer(taken);
    tl_answer(sum);
    tl_answer(ended);
}
