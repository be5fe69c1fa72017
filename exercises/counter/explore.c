/* Two threads with one or two calls each. What they see they keep to themselves
 * until they are joined, so that noting it orders nothing. */
#include "scenario.h"

#include "counter.h"

static void *add_one(void *arg)
{
    counter_add(0, 1);
    return arg;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

SCENARIO(adds_at_once, "Two threads add at the same time, and both count")
{
    pthread_t other = start(add_one);

    counter_add(0, 1);
    pthread_join(other, NULL);
    unsigned long sum = counter_get(0);
    assert(sum == 2);
}

SCENARIO(reads_at_once, "Who reads while another adds sees it added or not, "
                        "and never less than before")
{
    pthread_t other = start(add_one);
    unsigned long first = counter_get(0);
    unsigned long second = counter_get(0);

    pthread_join(other, NULL);
    assert(first <= second && second <= 1);
    unsigned long sum = counter_get(0);
    assert(sum == 1);
}

SCENARIO(takes_at_once,
         "A hit that comes while the count is taken is taken or stays")
{
    pthread_t other = start(add_one);
    unsigned long taken = counter_take(0);

    pthread_join(other, NULL);
    unsigned long left = counter_get(0);
    assert(taken + left == 1);
}

static unsigned long taken_by_other;

static void *take(void *arg)
{
    taken_by_other = counter_take(0);
    return arg;
}

SCENARIO(two_take, "When two threads take, each hit goes to one of them")
{
    counter_add(0, 2);
    pthread_t other = start(take);
    unsigned long taken = counter_take(0);

    pthread_join(other, NULL);
    unsigned long left = counter_get(0);
    assert(taken + taken_by_other + left == 2);
}

SCENARIO(own_additions, "A thread finds what it has added itself")
{
    pthread_t other = start(add_one);

    counter_add(0, 1);
    unsigned long seen = counter_get(0);
    pthread_join(other, NULL);
    assert(seen == 1 || seen == 2);
}

static void *add_elsewhere(void *arg)
{
    counter_add(1, 1);
    counter_add(COUNTER_KEYS, 1);
    return arg;
}

SCENARIO(other_keys,
         "Threads that count different keys do not disturb each other")
{
    pthread_t other = start(add_elsewhere);

    counter_add(0, 2);
    unsigned long taken = counter_take(0);
    pthread_join(other, NULL);
    unsigned long left = counter_take(1);
    assert(taken == 2 && left == 1);
}

static void *read_twice(void *arg)
{
    unsigned long first = counter_get(0), second = counter_get(0);

    assert(first <= second);
    return arg;
}

SCENARIO(three_threads, "Two threads add while a third one reads")
{
    pthread_t adds = start(add_one), reads = start(read_twice);

    counter_add(0, 1);
    pthread_join(adds, NULL);
    pthread_join(reads, NULL);
    unsigned long taken = counter_take(0);
    assert(taken == 2);
}
