#include "inside.h"

#include "ws_pool.h"

#include <semaphore.h>

enum { MANY = 400 };

/* Its children are those with its number as parent, behind it. */
struct member {
    long parent, id;
    atomic_long ran;
};

static struct member family[MANY];
static long size;
static ws_pool *pool;
static atomic_long order[MANY], nordered;
static sem_t gate;
static atomic_long refused; /* looked at in the end, by the test's thread */

static void take_family(void)
{
    size = tl_take();
    for (long i = 0; i < size; i++)
        family[i].parent = tl_take();
}

static void submit(ws_task task, long parent)
{
    for (long i = parent + 1; i < size; i++) {
        if (family[i].parent == parent &&
            !ws_pool_submit(pool, task, &family[i]))
            atomic_fetch_add(&refused, 1);
    }
}

static void create(long workers)
{
    pool = ws_pool_create((size_t)workers);
    ck_assert_msg(pool != NULL, "ws_pool_create returned NULL");
}

static void wait_at_gate(void *arg)
{
    (void)arg;
    while (sem_wait(&gate) != 0)
        ;
}

static void note(void *arg)
{
    const struct member *m = arg;
    long at = atomic_fetch_add(&nordered, 1);

    if (at < MANY)
        atomic_store(&order[at], m->id);
    submit(note, m - family);
}

INSIDE(order_on_one_worker)
{
    sem_init(&gate, 0, 0);
    create(1);
    take_family();
    for (long i = 0; i < size; i++)
        family[i].id = tl_take();
    /* All from outside are there before the first of them runs. */
    ck_assert_msg(ws_pool_submit(pool, wait_at_gate, NULL),
                  "ws_pool_submit returned false");
    submit(note, -1);
    sem_post(&gate);
    ws_pool_wait(pool);
    tl_answer(atomic_load(&refused));
    for (long i = 0; i < atomic_load(&nordered) && i < MANY; i++)
        tl_answer(atomic_load(&order[i]));
    ws_pool_destroy(pool);
}

static void count(void *arg)
{
    struct member *m = arg;

    submit(count, m - family);
    atomic_fetch_add(&m->ran, 1);
}

INSIDE(runs_every_task)
{
    create(tl_take());
    for (long rounds = tl_take(); rounds > 0; rounds--) {
        take_family();
        submit(count, -1);
        ws_pool_wait(pool);
        tl_answer(atomic_load(&refused));
        for (long i = 0; i < size; i++)
            tl_answer(atomic_exchange(&family[i].ran, 0));
    }
    ws_pool_destroy(pool);
    tl_answer((long)tl_threads_created());
    tl_answer((long)tl_threads_joined());
}
