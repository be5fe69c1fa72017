#include "inside.h"

#include "pool_policies.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { TASKS = 40, POLICIES = 4, LONG_MS = 600000 };

static sem_t begun, gate;
static long ids[TASKS], order[TASKS], nordered;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the order */
static pthread_t caller;
static atomic_long ran;

static policy_pool *create(long core, long most, long capacity, long idle_ms,
                           enum pp_policy policy)
{
    policy_pool *pool = pp_create(
        &(struct pp_options){(size_t)core, (size_t)most, (size_t)capacity,
                             (unsigned)idle_ms, policy});

    ck_assert_msg(pool != NULL, "pp_create returned NULL");
    return pool;
}

static void hold(void *arg)
{
    (void)arg;
    sem_post(&begun);
    while (sem_wait(&gate) != 0)
        ;
}

static void note(void *arg)
{
    bool here = pthread_equal(pthread_self(), caller);
    long id = *(long *)arg;

    pthread_mutex_lock(&lock);
    if (nordered < TASKS)
        order[nordered++] = here ? -id : id;
    pthread_mutex_unlock(&lock);
}

INSIDE(follows_its_policy)
{
    caller = pthread_self();
    sem_init(&begun, 0, 0);
    sem_init(&gate, 0, 0);
    for (int i = 0; i < POLICIES; i++) {
        enum pp_policy policy = (enum pp_policy)tl_take();
        policy_pool *pool = create(1, 1, tl_take(), LONG_MS, policy);
        nordered = 0;
        ck_assert_msg(pp_submit(pool, hold, NULL), "pp_submit returned false");
        sem_wait(&begun);
        long tasks = tl_take();
        for (long k = 0; k < tasks; k++) {
            ids[k] = tl_take();
            tl_answer(pp_submit(pool, note, &ids[k]));
        }
        sem_post(&gate);
        pp_wait(pool);
        pp_destroy(pool);
        tl_answer(nordered);
        for (long k = 0; k < nordered; k++)
            tl_answer(order[k]);
    }
}

static void count(void *arg)
{
    atomic_fetch_add((atomic_long *)arg, 1);
}

static bool submit_held(policy_pool *pool)
{
    bool accepted = pp_submit(pool, hold, NULL);

    if (accepted)
        sem_wait(&begun);
    return accepted;
}

INSIDE(grows_and_shrinks)
{
    long core = tl_take(), most = tl_take(), capacity = tl_take();
    policy_pool *pool = create(core, most, capacity, tl_take(), PP_ABORT);

    sem_init(&begun, 0, 0);
    sem_init(&gate, 0, 0);
    for (long i = 0; i < core + capacity; i++) {
        tl_answer(i < core ? submit_held(pool) : pp_submit(pool, count, &ran));
        tl_answer((long)pp_workers(pool));
    }
    for (long i = core; i < most; i++) {
        tl_answer(submit_held(pool));
        tl_answer((long)pp_workers(pool));
    }
    tl_answer(pp_submit(pool, count, &ran));
    for (long i = 0; i < most; i++)
        sem_post(&gate);
    pp_wait(pool);
    tl_answer(atomic_load(&ran));
    while (pp_workers(pool) > (size_t)core)
        sched_yield();
    tl_answer((long)pp_workers(pool));
    /* Not more at a time than have room. */
    for (long late = tl_take(); late > 0; late--) {
        if (!pp_submit(pool, count, &ran))
            break;
        pp_wait(pool);
    }
    pp_shutdown(pool);
    tl_answer(atomic_load(&ran));
    tl_answer(pp_submit(pool, count, &ran));
    pp_destroy(pool);
    tl_answer((long)tl_threads_created() - (long)tl_threads_joined());
}
