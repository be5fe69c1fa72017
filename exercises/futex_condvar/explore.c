/* One or two threads that wait, and what they wait for: plain variables that
 * the mutex guards. Whoever misses a signal sleeps for ever. */
#include "scenario.h"

#include "futex_condvar.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static futex_condvar c = FUTEX_CONDVAR_INIT;
static int items, answers; /* guarded by mutex */

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

static void take(int *from)
{
    pthread_mutex_lock(&mutex);
    while (*from == 0)
        futex_condvar_wait(&c, &mutex);
    --*from;
    pthread_mutex_unlock(&mutex);
}

static void *take_item(void *arg)
{
    take(&items);
    return arg;
}

SCENARIO(signals_inside, "A signal with the mutex held wakes who waits")
{
    pthread_t other = start(take_item);
    pthread_mutex_lock(&mutex);
    items = 1;
    futex_condvar_signal(&c);
    pthread_mutex_unlock(&mutex);
    pthread_join(other, NULL);
    assert(items == 0);
}

static void add(int *to)
{
    pthread_mutex_lock(&mutex);
    ++*to;
    pthread_mutex_unlock(&mutex);
    futex_condvar_signal(&c);
}

SCENARIO(signals_outside, "A signal after the unlock wakes who waits")
{
    pthread_t other = start(take_item);
    add(&items);
    pthread_join(other, NULL);
    assert(items == 0);
}

static void *take_two(void *arg)
{
    take(&items);
    take(&items);
    return arg;
}

SCENARIO(two_signals, "Two signals in a row are not mistaken for none")
{
    pthread_t other = start(take_two);
    add(&items);
    add(&items);
    pthread_join(other, NULL);
    assert(items == 0);
}

static void tell_all(int *what)
{
    pthread_mutex_lock(&mutex);
    ++*what;
    futex_condvar_broadcast(&c);
    pthread_mutex_unlock(&mutex);
}

static void *take_and_answer(void *arg)
{
    take(&items);
    tell_all(&answers);
    return arg;
}

SCENARIO(both_wait, "Two threads wait for each other in turn, on one variable")
{
    pthread_t other = start(take_and_answer);
    tell_all(&items);
    take(&answers);
    pthread_join(other, NULL);
    assert(items == 0 && answers == 0);
}

static void *wait_for_item(void *arg)
{
    pthread_mutex_lock(&mutex);
    while (items == 0)
        futex_condvar_wait(&c, &mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

SCENARIO(wakes_all, "A broadcast wakes every thread that waits")
{
    pthread_t a = start(wait_for_item);
    pthread_t b = start(wait_for_item);
    tell_all(&items);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
}
