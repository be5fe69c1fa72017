/* One lock, two or three threads, one or two calls each. What the lock guards
 * is a plain variable: two threads inside at the same time, or an order that is
 * missing, is a data race.
 *
 * Two sleepers and a holder that unlock one after the other have more
 * executions than can be looked at; a test forces that order (wakes_each). */
#include "scenario.h"

#include "futex_mutex.h"

static futex_mutex m = FUTEX_MUTEX_INIT;
static int inside; /* guarded by m */

static void once_inside(void)
{
    inside++;
    futex_mutex_unlock(&m);
}

static void lock_once(void)
{
    futex_mutex_lock(&m);
    once_inside();
}

static void *lock(void *arg)
{
    lock_once();
    return arg;
}

static void *lock_twice(void *arg)
{
    lock_once();
    lock_once();
    return arg;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

/* While nobody else is there, no call may make a system call. */
static void alone(void)
{
    ex_no_blocking_begin("an uncontended futex_mutex_lock");
    futex_mutex_lock(&m);
    ex_no_blocking_end();
    ex_no_blocking_begin("futex_mutex_trylock");
    bool held_lock_taken = futex_mutex_trylock(&m);
    ex_no_blocking_end();
    assert(!held_lock_taken);
    ex_no_blocking_begin("futex_mutex_unlock, when nobody can be asleep,");
    futex_mutex_unlock(&m);
    ex_no_blocking_end();
    ex_no_blocking_begin("futex_mutex_trylock");
    bool free_lock_taken = futex_mutex_trylock(&m);
    ex_no_blocking_end();
    assert(free_lock_taken);
    ex_no_blocking_begin("futex_mutex_unlock, when nobody can be asleep,");
    futex_mutex_unlock(&m);
    ex_no_blocking_end();
}

SCENARIO(no_system_call, "Without contention no call makes a system call")
{
    alone();
}

SCENARIO(two_lock, "Of two threads one is inside at a time, and both get in")
{
    pthread_t other = start(lock);
    lock_once();
    pthread_join(other, NULL);
    assert(inside == 2);
}

SCENARIO(quiet_again, "After contention the calls are as cheap as before")
{
    pthread_t other = start(lock);
    lock_once();
    pthread_join(other, NULL);
    alone();
}

static bool got_it;

static void *try_once(void *arg)
{
    ex_no_blocking_begin("futex_mutex_trylock");
    got_it = futex_mutex_trylock(&m);
    ex_no_blocking_end();
    if (got_it)
        once_inside();
    return arg;
}

SCENARIO(one_tries, "Who tries gets in when it is free, or not at all")
{
    pthread_t other = start(try_once);
    lock_once();
    pthread_join(other, NULL);
    assert(inside == 1 + got_it);
}

SCENARIO(comes_back, "A thread that locks again at once shuts nobody out")
{
    pthread_t other = start(lock);
    lock_twice(NULL);
    pthread_join(other, NULL);
    assert(inside == 3);
}

SCENARIO(one_tries_two_lock,
         "Who tries does not make the holder forget sleepers")
{
    futex_mutex_lock(&m);
    pthread_t a = start(lock);
    pthread_t b = start(try_once);
    once_inside();
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(inside == 2 + got_it);
}
