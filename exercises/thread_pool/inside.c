#include "inside.h"

#include "thread_pool.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { THREADS_MAX = 4, TASKS_MAX = 100 };

static thread_pool *pool;
static long tasks;
static atomic_long accepted, ran;
static atomic_int times[THREADS_MAX][TASKS_MAX];

static void run(void *arg)
{
    atomic_fetch_add((atomic_int *)arg, 1);
    atomic_fetch_add(&ran, 1);
}

static void *send(void *arg)
{
    atomic_int *mine = arg;

    for (long i = 0; i < tasks; i++)
        accepted += pool_submit(pool, run, &mine[i]);
    return NULL;
}

INSIDE(runs_all)
{
    size_t workers = (size_t)tl_take();
    pthread_t sender[THREADS_MAX];
    long wrong = 0;

    pool = pool_create(workers, (size_t)tl_take());
    long senders = tl_take();
    tasks = tl_take();
    ck_assert_ptr_nonnull(pool);
    for (long i = 0; i < senders; i++)
        ck_assert_int_eq(pthread_create(&sender[i], NULL, send, times[i]), 0);
    for (long i = 0; i < senders; i++)
        pthread_join(sender[i], NULL);
    pool_wait(pool);
    tl_answer(accepted);
    tl_answer(ran);
    pool_shutdown(pool);
    for (long i = 0; i < senders; i++) {
        for (long k = 0; k < tasks; k++)
            wrong += times[i][k] != 1;
    }
    tl_answer(wrong);
    tl_answer(pool_submit(pool, run, &times[0][0]));
    tl_answer(ran);
    pool_destroy(pool);
}

static sem_t begun, gate;

static void hold(void *arg)
{
    (void)arg;
    sem_post(&begun);
    sem_wait(&gate);
    atomic_fetch_add(&ran, 1);
}

INSIDE(is_bounded)
{
    long n = 0, capacity = tl_take();

    sem_init(&begun, 0, 0);
    sem_init(&gate, 0, 0);
    pool = pool_create(1, (size_t)capacity);
    ck_assert_ptr_nonnull(pool);
    ck_assert(pool_submit(pool, hold, NULL));
    sem_wait(&begun); /* the worker has it, and the queue is empty */
    while (n <= capacity && pool_try_submit(pool, run, &times[0][n]))
        n++;
    tl_answer(n);
    sem_post(&gate);
    pool_shutdown(pool);
    tl_answer(ran);
    pool_destroy(pool);
}
