/* Two threads, a few calls: small enough that every order of their steps, and
 * every value that a load may find, is looked at.
 *
 * Nobody waits: a call that finds the queue full or empty counts as a call, and
 * what is left is taken out when the threads are joined. Only then does one of
 * them look at what the other has noted, so that nothing but the queue orders
 * them. */
#include "scenario.h"

#include "spsc_queue.h"

enum { UNTOUCHED = -1 }; /* what a pop that finds nothing has to leave alone */

static spsc_queue *q;

static void create(size_t capacity)
{
    ex_history_begin(EX_QUEUE | EX_MAY_MISS, (unsigned)capacity);
    q = spsc_create(capacity);
    assert(q != NULL);
}

/* Each call must do without anything that may block. */
static bool push(int value)
{
    ex_no_blocking_begin("spsc_push");
    ex_call(EX_PUSH, value);
    bool accepted = spsc_push(q, value);
    ex_return(accepted);
    ex_no_blocking_end();
    return accepted;
}

static bool pop(int *value)
{
    *value = UNTOUCHED;
    ex_no_blocking_begin("spsc_pop");
    ex_call(EX_POP, 0);
    bool found = spsc_pop(q, value);
    ex_return(found ? *value : EX_EMPTY);
    ex_no_blocking_end();
    assert(found || *value == UNTOUCHED);
    return found;
}

static void *push_7(void *arg)
{
    bool accepted = push(7);

    assert(accepted);
    return arg;
}

SCENARIO(hands_over, "A value that one thread pushes comes out in the other")
{
    pthread_t producer;
    int value;

    create(1);
    pthread_create(&producer, NULL, push_7, NULL);
    bool found = pop(&value);
    pthread_join(producer, NULL);
    if (!found)
        found = pop(&value);
    assert(found);
    assert(value == 7);
    spsc_destroy(q);
}

/* From here on the producer pushes 1, 2, ...: the next one when it has got rid
 * of the last. */
static int pushes;   /* how often it tries */
static int greatest; /* that was accepted */

static void *produce(void *arg)
{
    for (int i = 0; i < pushes; i++)
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

static void both(size_t capacity, int tries)
{
    pthread_t producer;
    int last = 0;

    create(capacity);
    pushes = tries;
    pthread_create(&producer, NULL, produce, NULL);
    for (int i = 0; i < tries; i++)
        last = pop_next(last);
    pthread_join(producer, NULL);
    for (size_t i = 0; i < capacity; i++)
        last = pop_next(last);
    assert(last == greatest);
    ex_history_check();
    spsc_destroy(q);
}

SCENARIO(one_place, "With room for one, values still come out once, in order")
{
    both(1, 4);
}

SCENARIO(two_places, "With room for two, values still come out once, in order")
{
    both(2, 5);
}
