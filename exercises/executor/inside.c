#include "inside.h"

#include "executor.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { FUTURES = 7, PLANS = 16, THREADS = 3, NOTES = 4096 };

static executor *create(void)
{
    executor *e = executor_create();

    ck_assert_msg(e != NULL, "executor_create returned NULL");
    return e;
}

/* ------------------------------------------------------------- one thread */

struct planned {
    long polls, polled, wakes[PLANS];
    waker *own; /* kept from the first poll on */
};

static struct planned planned[FUTURES];
static long nplanned, left, notes[NOTES], nnotes;

static void note(long what)
{
    if (nnotes < NOTES)
        notes[nnotes++] = what;
}

/* Wakes others, then itself: so its place in the line is clear. */
static bool poll_planned(void *state, waker *w)
{
    struct planned *p = state;
    long me = p - planned, plan = p->wakes[p->polled % PLANS];

    note(me + 1);
    if (p->own == NULL)
        p->own = waker_clone(w);
    for (long i = 1; i < nplanned; i++) {
        bool wakes = plan >> i & 1 || (me == 0 && p->polled % nplanned == i);
        if (wakes && i != me && planned[i].own != NULL)
            waker_wake(planned[i].own);
    }
    p->polled++;
    if (me == 0 ? left == 0 : p->polled >= p->polls)
        return true;
    if (me == 0 || plan & 1)
        waker_wake(w);
    return false;
}

static void drop_planned(void *state)
{
    note(-((struct planned *)state - planned) - 1);
    left--;
}

INSIDE(in_order)
{
    executor *e = create();

    nplanned = tl_take();
    left = nplanned - 1;
    for (long i = 0; i < nplanned; i++) {
        planned[i].polls = tl_take();
        for (int k = 0; k < PLANS; k++)
            planned[i].wakes[k] = tl_take();
    }
    for (long i = 0; i < nplanned; i++)
        ck_assert_msg(
            executor_spawn(e, poll_planned, drop_planned, &planned[i]),
            "executor_spawn returned false");
    executor_run(e);
    for (long i = 0; i < nnotes; i++)
        tl_answer(notes[i]);
    tl_answer(0);
    for (long i = 0; i < nplanned; i++) {
        if (planned[i].own != NULL)
            waker_drop(planned[i].own);
    }
    executor_destroy(e);
}

/* ----------------------------------------------------------- many threads */

struct mailbox {
    waker *kept[THREADS];
    sem_t cloned;
    atomic_long sum, inside, overlaps, polls, drops;
    long expected; /* when it is done */
    long found;
};

static struct mailbox boxes[FUTURES];
static long nboxes, nwakers, rounds, amount;

static bool poll_mailbox(void *state, waker *w)
{
    struct mailbox *b = state;

    if (atomic_fetch_add(&b->inside, 1) != 0)
        atomic_fetch_add(&b->overlaps, 1);
    if (atomic_fetch_add(&b->polls, 1) == 0) {
        for (long i = 0; i < nwakers; i++) {
            b->kept[i] = waker_clone(w);
            sem_post(&b->cloned);
        }
    }
    b->found = atomic_load_explicit(&b->sum, memory_order_relaxed);
    bool done = b->found == b->expected;
    atomic_fetch_sub(&b->inside, 1);
    return done;
}

static void drop_mailbox(void *state)
{
    struct mailbox *b = state;

    atomic_fetch_add(&b->drops, 1);
}

static void *call_run(void *e)
{
    executor_run(e);
    return NULL;
}

static void *wake_all(void *arg)
{
    long me = *(long *)arg;

    for (long i = 0; i < nboxes; i++)
        while (sem_wait(&boxes[i].cloned) != 0)
            ;
    for (long round = 0; round < rounds; round++) {
        for (long i = 0; i < nboxes; i++) {
            atomic_fetch_add_explicit(&boxes[i].sum, amount + i,
                                      memory_order_relaxed);
            waker_wake(boxes[i].kept[me]);
        }
    }
    for (long i = 0; i < nboxes; i++)
        waker_drop(boxes[i].kept[me]);
    return NULL;
}

INSIDE(woken_by_others)
{
    pthread_t runner[THREADS], waking[THREADS];
    long me[THREADS] = {0, 1, 2}, runners = tl_take();
    executor *e = create();

    nwakers = tl_take();
    nboxes = tl_take();
    rounds = tl_take();
    amount = tl_take();
    for (long i = 0; i < nboxes; i++) {
        sem_init(&boxes[i].cloned, 0, 0);
        boxes[i].expected = nwakers * rounds * (amount + i);
        ck_assert_msg(executor_spawn(e, poll_mailbox, drop_mailbox, &boxes[i]),
                      "executor_spawn returned false");
    }
    for (long i = 0; i < runners; i++)
        ck_assert_int_eq(pthread_create(&runner[i], NULL, call_run, e), 0);
    for (long i = 0; i < nwakers; i++)
        ck_assert_int_eq(pthread_create(&waking[i], NULL, wake_all, &me[i]), 0);
    for (long i = 0; i < runners; i++)
        pthread_join(runner[i], NULL);
    for (long i = 0; i < nwakers; i++)
        pthread_join(waking[i], NULL);
    executor_destroy(e);
    for (long i = 0; i < nboxes; i++) {
        tl_answer(boxes[i].found);
        tl_answer(atomic_load(&boxes[i].drops));
        tl_answer(atomic_load(&boxes[i].overlaps));
        tl_answer(atomic_load(&boxes[i].polls));
    }
}
