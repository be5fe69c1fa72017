/* Two or three threads, few calls: a compare-and-swap that fails and is tried
 * again makes an execution of its own.
 *
 * Nobody waits: a call that finds the queue full or empty counts as a call, and
 * what is left is taken out when the threads are joined. Each value has a note,
 * an ordinary variable that is written before the push and again after the pop:
 * that the queue hands over what was written before is thereby checked in every
 * scenario. */
#include "scenario.h"

#include "mpmc_queue.h"

enum { UNTOUCHED = -1, VALUES = 5 };

static mpmc_queue *q;
static int note[VALUES];

static void create(size_t capacity)
{
    q = mpmc_create(capacity);
    assert(q != NULL);
}

/* Neither may use anything that blocks. */
static bool push(int value)
{
    note[value] = value;
    ex_no_blocking_begin("mpmc_push");
    bool accepted = mpmc_push(q, value);
    ex_no_blocking_end();
    return accepted;
}

static bool pop(int *value)
{
    *value = UNTOUCHED;
    ex_no_blocking_begin("mpmc_pop");
    bool found = mpmc_pop(q, value);
    ex_no_blocking_end();
    if (found) {
        bool was_pushed = *value > 0 && *value < VALUES;
        assert(was_pushed);
        bool came_once = note[*value] == *value;
        assert(came_once);
        note[*value] = 0;
    } else {
        assert(*value == UNTOUCHED);
    }
    return found;
}

/* When all threads are joined: exactly `values` values are left. */
static void left(int values)
{
    int value;

    for (int i = 0; i < values; i++) {
        bool found = pop(&value);
        assert(found);
    }
    bool more = pop(&value);
    assert(!more);
    mpmc_destroy(q);
}

/* What the other thread notes, to be read after it was joined. */
static bool accepted_1, found_1;
static int value_1;

static void *push_1(void *arg)
{
    accepted_1 = push(1);
    return arg;
}

static void *pop_1(void *arg)
{
    found_1 = pop(&value_1);
    return arg;
}

SCENARIO(hands_over, "A value that one thread pushes comes out in the other")
{
    pthread_t other;
    int value;

    create(1);
    pthread_create(&other, NULL, push_1, NULL);
    bool found = pop(&value);
    pthread_join(other, NULL);
    assert(accepted_1);
    left(!found);
}

SCENARIO(room_for_both, "Two producers, room for two: both values get in")
{
    pthread_t other;

    create(2);
    pthread_create(&other, NULL, push_1, NULL);
    bool accepted_2 = push(2);
    pthread_join(other, NULL);
    assert(accepted_1 && accepted_2);
    left(2);
}

SCENARIO(room_for_one, "Two producers, room for one: one value gets in")
{
    pthread_t other;

    create(1);
    pthread_create(&other, NULL, push_1, NULL);
    bool accepted_2 = push(2);
    pthread_join(other, NULL);
    assert(accepted_1 != accepted_2);
    left(1);
}

SCENARIO(one_for_each, "Two consumers, two values: each gets one")
{
    pthread_t other;
    int value_2;

    create(2);
    push(1);
    push(2);
    pthread_create(&other, NULL, pop_1, NULL);
    bool found_2 = pop(&value_2);
    pthread_join(other, NULL);
    assert(found_1 && found_2);
    assert(value_1 != value_2);
    left(0);
}

SCENARIO(one_for_two, "Two consumers, one value: one of them gets it")
{
    pthread_t other;
    int value_2;

    create(2);
    push(1);
    pthread_create(&other, NULL, pop_1, NULL);
    bool found_2 = pop(&value_2);
    pthread_join(other, NULL);
    assert(found_1 != found_2);
    left(0);
}

SCENARIO(room_again, "A place that was given back can be used at once")
{
    pthread_t other;

    create(1);
    push(1);
    pthread_create(&other, NULL, pop_1, NULL);
    bool accepted_2 = push(2);
    pthread_join(other, NULL);
    assert(found_1);
    assert(value_1 == 1);
    if (!accepted_2)
        accepted_2 = push(2);
    assert(accepted_2);
    left(1);
}

static int tries;
static int greatest; /* value that was accepted; the producer's */

/* Pushes 1, 2, ...: the next one when it has got rid of the last. */
static void *produce(void *arg)
{
    for (int i = 0; i < tries; i++)
        greatest += push(greatest + 1);
    return arg;
}

/* Pops once; `last` came before. */
static int pop_next(int last)
{
    int value;

    if (!pop(&value))
        return last;
    assert(value == last + 1);
    return value;
}

static void one_producer_one_consumer(size_t capacity)
{
    pthread_t producer;
    int last = 0;

    create(capacity);
    pthread_create(&producer, NULL, produce, NULL);
    for (int i = 0; i < tries; i++)
        last = pop_next(last);
    pthread_join(producer, NULL);
    for (size_t i = 0; i < capacity; i++)
        last = pop_next(last);
    assert(last == greatest);
    left(0);
}

SCENARIO(one_place, "With room for one, values still come out once, in order")
{
    tries = 3;
    one_producer_one_consumer(1);
}

SCENARIO(two_places, "With room for two, values still come out once, in order")
{
    tries = 4;
    one_producer_one_consumer(2);
}

static void *push_2(void *arg)
{
    bool *accepted = arg;

    *accepted = push(2);
    return NULL;
}

SCENARIO(two_and_one, "Two producers and a consumer: each value comes once")
{
    pthread_t first, second;
    bool accepted_2;
    int value, found = 0;

    create(2);
    pthread_create(&first, NULL, push_1, NULL);
    pthread_create(&second, NULL, push_2, &accepted_2);
    found += pop(&value);
    found += pop(&value);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    assert(accepted_1 && accepted_2);
    left(2 - found);
}

static void *push_3_then_4(void *arg)
{
    bool *accepted = arg;

    accepted[0] = push(3);
    accepted[1] = push(4);
    return NULL;
}

SCENARIO(late_producer, "One producer stops, another one goes round")
{
    pthread_t first, second;
    bool accepted[2];
    int value, found = 0;

    create(1);
    pthread_create(&first, NULL, push_1, NULL);
    pthread_create(&second, NULL, push_3_then_4, accepted);
    found += pop(&value);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    left(accepted_1 + accepted[0] + accepted[1] - found);
}
