#include "inside.h"

#include "ws_deque.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CALLS = 400, MOST = 1200, THIEVES = 3 };

static ws_deque *create(long capacity)
{
    ws_deque *d = ws_create((size_t)capacity);

    ck_assert_msg(d != NULL, "ws_create(%ld) returned NULL", capacity);
    return d;
}

static long value(const void *task)
{
    return task ? *(const long *)task : 0;
}

INSIDE(random_ends)
{
    static long tasks[CALLS];
    ws_deque *d = create(tl_take());
    long calls = tl_take();

    for (long i = 0; i < calls; i++) {
        long call = tl_take();
        tasks[i] = tl_take();
        if (call == 0)
            tl_answer(ws_push(d, &tasks[i]));
        else
            tl_answer(value(call == 1 ? ws_pop(d) : ws_steal(d)));
    }
    ws_destroy(d);
}

/* What one thread has taken. More than all tasks is not noted, but counted. */
struct taker {
    long n, got[MOST];
};

static struct taker takers[1 + THIEVES];
static ws_deque *shared;
static atomic_bool over;

static bool keep(struct taker *t, const void *task)
{
    if (task == NULL)
        return false;
    if (t->n < MOST)
        t->got[t->n] = value(task);
    t->n++;
    return true;
}

static void *steal(void *arg)
{
    while (!atomic_load(&over))
        keep(arg, ws_steal(shared));
    return NULL;
}

INSIDE(taken_once)
{
    static long values[MOST];
    pthread_t threads[THIEVES];
    struct taker *own = &takers[0];

    shared = create(tl_take());
    long thieves = tl_take(), tasks = tl_take(), first = tl_take();
    long burst = tl_take(), popped = tl_take();
    for (long i = 0; i < tasks; i++)
        values[i] = first + i;
    for (long i = 0; i < thieves; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, steal, &takers[1 + i]), 0);
    for (long i = 0; i < tasks;) {
        long pushed = 0, pops = popped;
        while (i < tasks && pushed < burst && ws_push(shared, &values[i])) {
            pushed++;
            i++;
        }
        if (pushed == 0) /* full: somebody has to take */
            pops = 1;
        while (pops-- > 0)
            keep(own, ws_pop(shared));
    }
    while (keep(own, ws_pop(shared)))
        ;
    atomic_store(&over, true);
    for (long i = 0; i < thieves; i++)
        pthread_join(threads[i], NULL);
    for (long who = 0; who <= thieves; who++) {
        struct taker *t = &takers[who];
        tl_answer(t->n);
        for (long i = 0; i < t->n && i < MOST; i++)
            tl_answer(t->got[i]);
    }
    ws_destroy(shared);
}
