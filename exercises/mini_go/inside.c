#include "inside.h"

#include "mini_go.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { FAMILY = 48 };

static mini_go *s;
static sem_t gate, entered, event;
static atomic_long ran, refused;

static void start(long procs)
{
    sem_init(&gate, 0, 0);
    sem_init(&entered, 0, 0);
    sem_init(&event, 0, 0);
    s = mg_start((size_t)procs);
    ck_assert_msg(s != NULL, "mg_start returned NULL");
}

/* Whether it was refused is looked at in the end, by the test's thread. */
static bool go(mg_func f, void *arg)
{
    bool accepted = mg_go(s, f, arg);

    if (!accepted)
        atomic_fetch_add(&refused, 1);
    return accepted;
}

static void wait_for(sem_t *sem)
{
    while (sem_wait(sem) != 0)
        ;
}

struct goroutine {
    long children, id;
};

static struct goroutine family[FAMILY];
static long size, next_child;
static long order[FAMILY], started[FAMILY], nordered;

static void wait_at_gate(void *arg)
{
    (void)arg;
    sem_post(&entered);
    wait_for(&gate);
}

/* With one P one goroutine after the other: these need no lock. */
static void note(void *arg)
{
    const struct goroutine *g = arg;
    long before = (long)mg_queued(s, 0);

    for (long i = 0; i < g->children && next_child < size; i++)
        go(note, &family[next_child++]);
    if (nordered < FAMILY) {
        started[nordered] = (long)mg_queued(s, 0) - before;
        order[nordered++] = g->id;
    }
}

INSIDE(order_on_one_p)
{
    size = tl_take();
    next_child = tl_take();
    for (long i = 0; i < size; i++) {
        family[i].children = tl_take();
        family[i].id = tl_take();
    }
    start(1);
    ck_assert_msg(go(wait_at_gate, NULL), "mg_go returned false");
    wait_for(&entered);
    for (long i = 0, outside = next_child; i < outside; i++)
        go(note, &family[i]);
    sem_post(&gate);
    mg_finish(s);
    tl_answer(atomic_load(&refused));
    for (long i = 0; i < nordered; i++) {
        tl_answer(order[i]);
        tl_answer(started[i]);
    }
}

static atomic_long running, most;
static pthread_barrier_t all;

static void begin(void)
{
    long now = atomic_fetch_add(&running, 1) + 1, seen = atomic_load(&most);

    while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
        ;
}

static void end(void)
{
    atomic_fetch_sub(&running, 1);
}

static void block(void *arg)
{
    (void)arg;
    begin();
    end();
    mg_block_begin(s);
    sem_post(&entered);
    wait_for(&event);
    mg_block_end(s);
    begin();
    atomic_fetch_add(&ran, 1);
    end();
}

static void meet(void *arg)
{
    begin();
    if (arg != NULL)
        pthread_barrier_wait(arg);
    atomic_fetch_add(&ran, 1);
    end();
}

INSIDE(blocks_beside)
{
    long procs = tl_take(), blocked = tl_take(), rounds = tl_take();

    pthread_barrier_init(&all, NULL, (unsigned)procs);
    start(procs);
    for (long i = 0; i < blocked; i++)
        ck_assert_msg(go(block, NULL), "mg_go returned false");
    for (long i = 0; i < blocked; i++)
        wait_for(&entered);
    /* Each needs as many of its kind as there are Ps to go on. */
    for (long i = 0; i < procs * rounds; i++)
        go(meet, &all);
    for (long more = tl_take(); more > 0; more--)
        go(meet, NULL);
    for (long i = 0; i < blocked; i++)
        sem_post(&event);
    mg_finish(s);
    tl_answer(atomic_load(&refused));
    pthread_barrier_destroy(&all);
    tl_answer(atomic_load(&most));
    tl_answer(atomic_load(&ran));
    tl_answer((long)tl_threads_created() - (long)tl_threads_joined());
}

static pthread_t parent;
static atomic_long on_parent;
static long children, started_children;

static void child(void *arg)
{
    (void)arg;
    if (pthread_equal(parent, pthread_self()))
        atomic_fetch_add(&on_parent, 1);
    atomic_fetch_add(&ran, 1);
    sem_post(&entered);
}

static void have_children(void *arg)
{
    (void)arg;
    parent = pthread_self();
    for (long i = 0; i < children; i++)
        started_children += go(child, NULL);
    for (long i = 0; i < started_children; i++)
        wait_for(&entered);
}

INSIDE(idle_ps_steal)
{
    long procs = tl_take();

    children = tl_take();
    start(procs);
    go(have_children, NULL);
    mg_finish(s);
    tl_answer(atomic_load(&refused));
    tl_answer(atomic_load(&ran));
    tl_answer(atomic_load(&on_parent));
}
