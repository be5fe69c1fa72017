/* One lock, two or three threads, one or two calls each. What the lock guards
 * is a plain variable: two threads inside at the same time, or an order that is
 * missing, is a data race. */
#include "scenario.h"

#include "spinlock.h"

static spinlock lock = SPINLOCK_INIT;
static int inside; /* guarded by lock */

static void once_inside(void)
{
    inside++;
    spin_unlock(&lock);
}

static void lock_once(void)
{
    spin_lock(&lock);
    once_inside();
}

static void *lock_it(void *arg)
{
    lock_once();
    return arg;
}

/* Notes whether it got in, for when it is joined. */
static void *try_it(void *got_it)
{
    bool *got = got_it;

    *got = spin_trylock(&lock);
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
    bool free_lock_taken = spin_trylock(&lock);
    assert(free_lock_taken);
    bool held_lock_taken = spin_trylock(&lock);
    assert(!held_lock_taken);
    spin_unlock(&lock);
    lock_once();
    bool freed_lock_taken = spin_trylock(&lock);
    assert(freed_lock_taken);
    spin_unlock(&lock);
}

SCENARIO(two_lock, "Of two threads one is inside at a time, and both get in")
{
    pthread_t other = start(lock_it, NULL);
    lock_once();
    pthread_join(other, NULL);
    assert(inside == 2);
}

SCENARIO(one_tries, "Who tries gets in when it is free, or not at all")
{
    bool got_it = false;
    pthread_t other = start(try_it, &got_it);
    lock_once();
    pthread_join(other, NULL);
    assert(inside == 1 + got_it);
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

/* The holder does not unlock before the other one's try is over. */
static atomic_bool tried;

static void *try_and_say(void *got_it)
{
    try_it(got_it);
    atomic_store_explicit(&tried, true, memory_order_relaxed);
    return NULL;
}

SCENARIO(try_never_waits, "spin_trylock comes back while the lock is held")
{
    bool got_it = false;
    pthread_t other = start(try_and_say, &got_it);
    spin_lock(&lock);
    ex_eventually(atomic_load_explicit(&tried, memory_order_relaxed));
    once_inside();
    pthread_join(other, NULL);
    assert(inside == 1 + got_it);
}

SCENARIO(comes_back, "A thread that locks again at once is kept out as well")
{
    pthread_t other = start(lock_it, NULL);
    lock_once();
    lock_once();
    pthread_join(other, NULL);
    assert(inside == 3);
}

SCENARIO(three_lock, "Of three threads one is inside at a time, and all get in")
{
    pthread_t a = start(lock_it, NULL);
    pthread_t b = start(lock_it, NULL);
    lock_once();
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(inside == 3);
}
