/* Two threads, one or two visits each. First whether one thread is inside at a
 * time, then whether what the lock guards, a plain variable, is handed over in
 * order: without one, each visit is a data race with the next. */
#include "scenario.h"

#include <stdatomic.h>

/* Relaxed, so that counting orders nothing. (Above peterson.h, which rules out
 * such operations.) */
static atomic_int visitors;

static int count_in(void)
{
    return atomic_fetch_add_explicit(&visitors, 1, memory_order_relaxed);
}

static void count_out(void)
{
    atomic_fetch_sub_explicit(&visitors, 1, memory_order_relaxed);
}

#include "peterson.h"

static peterson p = PETERSON_INIT;
static int guarded; /* by p */

static void look_round(int me)
{
    peterson_lock(&p, me);
    int others_inside = count_in();
    assert(others_inside == 0);
    count_out();
    peterson_unlock(&p, me);
}

static void visit(int me)
{
    peterson_lock(&p, me);
    guarded++;
    peterson_unlock(&p, me);
}

SCENARIO(alone, "Nobody waits for a thread that stays away")
{
    visit(0);
    visit(0);
    visit(1);
    visit(1);
    visit(0);
    assert(guarded == 5);
}

static void *look_round_as_1(void *arg)
{
    look_round(1);
    return arg;
}

SCENARIO(one_inside, "Of two threads that come, one is inside at a time")
{
    pthread_t other;

    pthread_create(&other, NULL, look_round_as_1, NULL);
    look_round(0);
    pthread_join(other, NULL);
}

static void *visit_as_1(void *arg)
{
    visit(1);
    return arg;
}

static void *visit_as_1_twice(void *arg)
{
    visit(1);
    visit(1);
    return arg;
}

SCENARIO(hands_over, "What one holder did is visible to the next")
{
    pthread_t other;

    pthread_create(&other, NULL, visit_as_1, NULL);
    visit(0);
    pthread_join(other, NULL);
    assert(guarded == 2);
}

SCENARIO(comes_back, "The same when thread 0 comes back for a second visit")
{
    pthread_t other;

    pthread_create(&other, NULL, visit_as_1, NULL);
    visit(0);
    visit(0);
    pthread_join(other, NULL);
    assert(guarded == 3);
}

SCENARIO(twice_each, "The same when both come back")
{
    pthread_t other;

    pthread_create(&other, NULL, visit_as_1_twice, NULL);
    visit(0);
    visit(0);
    pthread_join(other, NULL);
    assert(guarded == 4);
}
