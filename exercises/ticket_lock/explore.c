/* What the lock guards is a plain variable: two threads inside at the same
 * time, or an order that is missing, is a data race. */
#include "scenario.h"

#include "ticket_lock.h"

#include <limits.h>

static ticket_lock lock = TICKET_LOCK_INIT;
static int inside; /* guarded by lock */

static void once_inside(void)
{
    inside++;
    ticket_release(&lock);
}

static void take_once(void)
{
    ticket_acquire(&lock);
    once_inside();
}

static void *take(void *arg)
{
    take_once();
    return arg;
}

/* Notes whether it got in, for when it is joined. */
static void *try_it(void *got_it)
{
    bool *got = got_it;

    *got = ticket_try(&lock);
    if (*got)
        once_inside();
    return NULL;
}

static pthread_t start(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, arg);
    return thread;
}

SCENARIO(alone, "A lock that is free can be taken, one that is held can not")
{
    bool free_lock_taken = ticket_try(&lock);
    assert(free_lock_taken);
    bool held_lock_taken = ticket_try(&lock);
    assert(!held_lock_taken);
    ticket_release(&lock);
    take_once();
    unsigned queue_at_a_free_lock = ticket_queue(&lock);
    assert(queue_at_a_free_lock == 0);
}

SCENARIO(two_take, "Of two threads one is inside at a time, and both get in")
{
    pthread_t other = start(take, NULL);
    take_once();
    pthread_join(other, NULL);
    assert(inside == 2);
}

static ticket_lock round_lock = {UINT_MAX, UINT_MAX};
static int inside_round; /* guarded by round_lock */

static void *take_round(void *arg)
{
    ticket_acquire(&round_lock);
    inside_round++;
    ticket_release(&round_lock);
    return arg;
}

SCENARIO(goes_round,
         "When the numbers begin again with 0, nobody gets in early")
{
    pthread_t other = start(take_round, NULL);
    take_round(NULL);
    pthread_join(other, NULL);
    assert(inside_round == 2);
}

SCENARIO(one_tries, "Who tries gets in when it is free, or not at all")
{
    bool got_it = false;
    pthread_t other = start(try_it, &got_it);
    take_once();
    pthread_join(other, NULL);
    assert(inside == 1 + got_it);
    unsigned queue_at_a_free_lock = ticket_queue(&lock);
    assert(queue_at_a_free_lock == 0);
}

SCENARIO(nothing_left_behind, "A try that fails leaves no number behind")
{
    bool got_it = false;
    pthread_t other = start(try_it, &got_it);
    take_once();
    take_once();
    pthread_join(other, NULL);
    assert(inside == 2 + got_it);
}

SCENARIO(both_try, "Of two that try one gets in, or both, one after the other")
{
    bool a = false, b = false;
    pthread_t other = start(try_it, &a);
    try_it(&b);
    pthread_join(other, NULL);
    assert(a || b);
    assert(inside == a + b);
}

/* The holder does not release before the other one's try is over. */
static atomic_bool tried;

static void *try_and_say(void *got_it)
{
    try_it(got_it);
    atomic_store_explicit(&tried, true, memory_order_relaxed);
    return NULL;
}

SCENARIO(try_never_waits, "ticket_try comes back while the lock is held")
{
    bool got_it = false;
    pthread_t other = start(try_and_say, &got_it);
    ticket_acquire(&lock);
    ex_eventually(atomic_load_explicit(&tried, memory_order_relaxed));
    once_inside();
    pthread_join(other, NULL);
    assert(inside == 1 + got_it);
}

static void *count_queue(void *queue)
{
    *(unsigned *)queue = ticket_queue(&lock);
    return NULL;
}

SCENARIO(queue_is_looked_at, "The length of the queue never comes out below 0")
{
    unsigned queue_of_one_thread = 0;
    pthread_t other = start(count_queue, &queue_of_one_thread);
    take_once();
    take_once();
    pthread_join(other, NULL);
    assert(queue_of_one_thread <= 2);
    assert(inside == 2);
}

SCENARIO(comes_back, "A thread that asks again at once is kept out as well")
{
    pthread_t other = start(take, NULL);
    take_once();
    take_once();
    pthread_join(other, NULL);
    assert(inside == 3);
}

SCENARIO(three_take, "Of three threads one is inside at a time, and all get in")
{
    pthread_t a = start(take, NULL);
    pthread_t b = start(take, NULL);
    take_once();
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(inside == 3);
}
