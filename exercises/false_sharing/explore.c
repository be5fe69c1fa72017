/* Two threads, a few additions. What the threads note is read when they are
 * joined; nothing else orders them, or it would order the counts as well. */
#include "scenario.h"

#include "false_sharing.h"

static counters *c;

static void create(size_t threads)
{
    c = counters_create(threads);
    assert(c != NULL);
}

/* Each call must do without anything that may block. */
static bool add(size_t thread, unsigned long amount)
{
    ex_no_blocking_begin("counters_add");
    bool accepted = counters_add(c, thread, amount);
    ex_no_blocking_end();
    return accepted;
}

static unsigned long first_added, second_added; /* amounts that were accepted */

static void *add_two(void *arg)
{
    first_added += add(0, 1) ? 1 : 0;
    first_added += add(0, 2) ? 2 : 0;
    return arg;
}

static void *add_other(void *arg)
{
    second_added += add(1, 4) ? 4 : 0;
    return arg;
}

SCENARIO(sum_meanwhile, "A sum taken meanwhile has whole additions, in order")
{
    pthread_t thread;

    create(1);
    pthread_create(&thread, NULL, add_two, NULL);
    unsigned long sum = counters_sum(c);
    assert(sum == 0 || sum == 1 || sum == 3);
    unsigned long later_sum = counters_sum(c);
    assert(later_sum == 0 || later_sum == 1 || later_sum == 3);
    assert(later_sum >= sum);
    pthread_join(thread, NULL);
    unsigned long sum_at_the_end = counters_sum(c);
    assert(first_added == 3);
    assert(sum_at_the_end == 3);
    counters_destroy(c);
}

SCENARIO(two_threads, "What two threads add at the same time is all there")
{
    pthread_t first, second;

    create(2);
    pthread_create(&first, NULL, add_two, NULL);
    pthread_create(&second, NULL, add_other, NULL);
    unsigned long sum = counters_sum(c);
    assert(sum <= 7);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    unsigned long sum_at_the_end = counters_sum(c);
    assert(first_added == 3);
    assert(second_added == 4);
    assert(sum_at_the_end == 7);
    counters_destroy(c);
}

SCENARIO(close_meanwhile, "What is added during a close is counted if it was "
                          "accepted")
{
    pthread_t thread;

    create(2);
    pthread_create(&thread, NULL, add_two, NULL);
    counters_close(c);
    bool accepted_behind_the_close = add(1, 4);
    assert(!accepted_behind_the_close);
    pthread_join(thread, NULL);
    unsigned long sum_at_the_end = counters_sum(c);
    unsigned long accepted = first_added;
    assert(sum_at_the_end == accepted);
    counters_destroy(c);
}

static void *close_them(void *arg)
{
    counters_close(c);
    return arg;
}

SCENARIO(never_too_much, "No sum, at any time, holds what was refused")
{
    pthread_t adding, closing;

    create(2);
    pthread_create(&adding, NULL, add_other, NULL);
    pthread_create(&closing, NULL, close_them, NULL);
    unsigned long sum = counters_sum(c);
    pthread_join(adding, NULL);
    pthread_join(closing, NULL);
    unsigned long accepted = second_added;
    unsigned long sum_at_the_end = counters_sum(c);
    assert(sum <= accepted);
    assert(sum_at_the_end == accepted);
    counters_destroy(c);
}

SCENARIO(handed_over, "A thread goes on with the number of one that has ended")
{
    pthread_t thread;

    create(2);
    pthread_create(&thread, NULL, add_two, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, add_two, NULL);
    second_added += add(1, 4) ? 4 : 0;
    pthread_join(thread, NULL);
    unsigned long sum_at_the_end = counters_sum(c);
    assert(sum_at_the_end == 10);
    counters_destroy(c);
}
