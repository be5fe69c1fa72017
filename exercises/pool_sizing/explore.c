#include "scenario.h"

#include "pool_sizing.h"

#include <stdatomic.h>

static int visits; /* guarded by nothing: what the join orders is enough */
static atomic_int running, calls;

static void visit(void *arg)
{
    (void)arg;
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
}

SCENARIO(two_share, "Two workers make each of three calls once")
{
    double seconds = ps_measure(2, 3, visit, NULL);
    int calls_made = atomic_load(&calls);

    assert(seconds >= 0);
    assert(calls_made == 3);
}

static void alone(void *arg)
{
    (void)arg;
    visits++;
}

SCENARIO(one_worker, "With one worker no two calls run at a time")
{
    ps_measure(1, 2, alone, NULL);
    assert(visits == 2);
}

static void enter(void *arg)
{
    int limit = *(int *)arg;
    int others = atomic_fetch_add_explicit(&running, 1, memory_order_relaxed);

    assert(others < limit);
    atomic_fetch_sub_explicit(&running, 1, memory_order_relaxed);
}

SCENARIO(not_more, "No more calls run at a time than there are workers")
{
    int limit = 2;

    ps_measure(2, 3, enter, &limit);
}
