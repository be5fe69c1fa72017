/* Two threads, few calls: a compare-and-swap that fails and is tried again
 * makes an execution of its own.
 *
 * The notes are an array of the callers, as the numbers of a pool stand for.
 * Who pops a number reads and writes its note, which is an ordinary variable:
 * that the stack gives a number to one thread at a time, and hands its memory
 * over, is thereby checked in every scenario. */
#include "scenario.h"

#include "treiber_stack.h"

enum { UNTOUCHED = 999 };

static treiber_stack *s;
static int note[4];

static void create(unsigned count)
{
    ex_history_begin(EX_STACK, count);
    s = treiber_create(count);
    assert(s != NULL);
}

/* Neither may use anything that blocks. */
static void push(unsigned number)
{
    note[number]++;
    ex_no_blocking_begin("treiber_push");
    ex_call(EX_PUSH, (long)number);
    treiber_push(s, number);
    ex_return(true);
    ex_no_blocking_end();
}

static bool pop(unsigned *number)
{
    *number = UNTOUCHED;
    ex_no_blocking_begin("treiber_pop");
    ex_call(EX_POP, 0);
    bool found = treiber_pop(s, number);
    ex_return(found ? (long)*number : EX_EMPTY);
    ex_no_blocking_end();
    assert(found || *number == UNTOUCHED);
    if (found)
        note[*number]++;
    return found;
}

/* When all threads are joined: takes out what is left, and asks that exactly
 * the numbers of the set (bit n: number n) are there, once. */
static void left(unsigned set)
{
    unsigned found = 0, number;

    while (pop(&number)) {
        bool again = found >> number & 1;
        assert(!again);
        found |= 1u << number;
    }
    assert(found == set);
    ex_history_check();
    treiber_destroy(s);
}

static void *push_0(void *arg)
{
    push(0);
    return arg;
}

SCENARIO(hands_over, "A number that one thread pushes comes out in the other")
{
    pthread_t other;
    unsigned number;

    create(1);
    pthread_create(&other, NULL, push_0, NULL);
    bool found = pop(&number);
    pthread_join(other, NULL);
    left(found ? 0 : 1);
}

SCENARIO(two_pushes, "Of two numbers pushed at the same time none is lost")
{
    pthread_t other;

    create(2);
    pthread_create(&other, NULL, push_0, NULL);
    push(1);
    pthread_join(other, NULL);
    left(3);
}

static unsigned taken; /* the other thread's, to be read after it is joined */

static void *pop_one(void *arg)
{
    bool found = pop(&taken);

    assert(found);
    return arg;
}

SCENARIO(two_pops, "Two threads that pop get a number each")
{
    pthread_t other;
    unsigned number;

    create(2);
    push(1);
    push(0);
    pthread_create(&other, NULL, pop_one, NULL);
    bool found = pop(&number);
    pthread_join(other, NULL);
    assert(found);
    assert(number != taken);
    left(0);
}

static bool got; /* the other thread's, too */

static void *pop_maybe(void *arg)
{
    got = pop(&taken);
    return arg;
}

SCENARIO(one_for_two, "Of two threads that pop, one gets the only number")
{
    pthread_t other;
    unsigned number;

    create(1);
    push(0);
    pthread_create(&other, NULL, pop_maybe, NULL);
    bool found = pop(&number);
    pthread_join(other, NULL);
    assert(found != got);
    left(0);
}

SCENARIO(push_and_pop, "A push and a pop at the same time: nothing gets lost")
{
    pthread_t other;
    unsigned number;

    create(3);
    push(2);
    push(1);
    pthread_create(&other, NULL, push_0, NULL);
    bool found = pop(&number);
    pthread_join(other, NULL);
    assert(found);
    left(7u & ~(1u << number));
}

/* Takes two numbers and gives one of them back. */
static void *pop_two_push_one(void *arg)
{
    unsigned first, second;

    if (pop(&first)) {
        if (pop(&second))
            taken = second;
        push(first);
    }
    return arg;
}

SCENARIO(again_on_top, "A number may be popped and be on top again meanwhile")
{
    pthread_t other;
    unsigned number;

    create(3);
    push(2);
    push(1);
    push(0);
    taken = UNTOUCHED;
    pthread_create(&other, NULL, pop_two_push_one, NULL);
    bool found = pop(&number);
    pthread_join(other, NULL);
    assert(found);
    assert(number != taken);
    unsigned rest = 7u & ~(1u << number);
    if (taken != UNTOUCHED)
        rest &= ~(1u << taken);
    left(rest);
}

/* Takes two numbers and puts another one where the second was. */
static void *pop_two_push_two(void *arg)
{
    unsigned first, second;

    if (pop(&first)) {
        if (pop(&second)) {
            taken = second;
            push(3);
        }
        push(first);
    }
    return arg;
}

SCENARIO(on_top_of_another, "... with another number below it than before")
{
    pthread_t other;
    unsigned number;

    create(4);
    push(2);
    push(1);
    push(0);
    taken = UNTOUCHED;
    pthread_create(&other, NULL, pop_two_push_two, NULL);
    bool found = pop(&number);
    pthread_join(other, NULL);
    assert(found);
    assert(number != taken);
    unsigned rest = taken == UNTOUCHED ? 7 : (7u & ~(1u << taken)) | 8;
    left(rest & ~(1u << number));
}
