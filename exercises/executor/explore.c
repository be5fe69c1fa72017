/* One or two threads that run, and one that wakes. What futures note is plain:
 * two polls of one future at the same time, or a wake that does not bring along
 * what was written before it, are data races.
 *
 * Where one scenario fails the later ones are not shown: the simple ones stand
 * first. */
#include "scenario.h"

#include "executor.h"

#include <stdatomic.h>
#include <stddef.h>

static executor *e;
static int polls, drops; /* plain */

static void spawn(future_poll *poll)
{
    bool taken_on = executor_spawn(e, poll, NULL, NULL);

    assert(taken_on);
}

static void create(void)
{
    e = executor_create();
    assert(e != NULL);
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

static void *run(void *arg)
{
    executor_run(e);
    return arg;
}

/* ---------------------------------------------------------------- one thread
 */

static bool poll_twice(void *state, waker *w)
{
    (void)state;
    if (++polls == 2)
        return true;
    waker_wake(w);
    return false;
}

SCENARIO(wakes_itself, "A future that wakes itself is polled again")
{
    create();
    spawn(poll_twice);
    executor_run(e);
    assert(polls == 2);
    executor_destroy(e);
}

/* ------------------------------------------------------- woken by a thread */

/* What a future waits for, as one would write it: the lock is for what
 * happened and for who waits. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool happened;
static waker *waiting;

static bool poll_event(void *state, waker *w)
{
    (void)state;
    polls++;
    pthread_mutex_lock(&lock);
    bool done = happened;
    if (!done && waiting == NULL)
        waiting = waker_clone(w);
    pthread_mutex_unlock(&lock);
    return done;
}

static void *happen(void *arg)
{
    pthread_mutex_lock(&lock);
    waker *w = waiting;
    happened = true;
    waiting = NULL;
    pthread_mutex_unlock(&lock);
    if (w != NULL) {
        waker_wake(w);
        waker_drop(w);
    }
    return arg;
}

SCENARIO(woken_by_a_thread, "A wake by another thread is not lost")
{
    create();
    spawn(poll_event);
    pthread_t other = start(happen);
    executor_run(e);
    assert(polls == 1 || polls == 2);
    pthread_join(other, NULL);
    executor_destroy(e);
}

/* Gives its waker away without a lock of its own; so nothing but the executor
 * orders what follows. */
static waker *_Atomic given;
static int brought; /* plain: the wake has to bring it along */

static bool poll_giving(void *state, waker *w)
{
    (void)state;
    if (++polls == 1) {
        atomic_store_explicit(&given, waker_clone(w), memory_order_release);
        return false;
    }
    assert(brought == 42);
    return true;
}

static waker *take(void)
{
    waker *w;

    ex_eventually((w = atomic_load_explicit(&given, memory_order_acquire)) !=
                  NULL);
    return w;
}

static void *bring(void *arg)
{
    waker *w = take();

    brought = 42;
    waker_wake(w);
    waker_drop(w);
    return arg;
}

SCENARIO(woken_in_the_poll,
         "A wake during the poll, or right after it, makes another poll")
{
    create();
    spawn(poll_giving);
    pthread_t other = start(bring);
    executor_run(e);
    assert(polls == 2);
    pthread_join(other, NULL);
    executor_destroy(e);
}

/* Woken by itself, and by a thread that notes something before. The note is
 * relaxed: the poll that follows the thread's wake must see it, also when the
 * future was ready already. */
static atomic_int note;
static pthread_t noting;

static void *note_and_wake(void *w)
{
    atomic_store_explicit(&note, 1, memory_order_relaxed);
    waker_wake(w);
    waker_drop(w);
    return NULL;
}

static bool poll_note(void *state, waker *w)
{
    (void)state;
    if (++polls == 1) {
        pthread_create(&noting, NULL, note_and_wake, waker_clone(w));
        waker_wake(w);
    }
    return atomic_load_explicit(&note, memory_order_relaxed);
}

SCENARIO(woken_twice,
         "What a thread did before its wake is visible to the poll "
         "that follows")
{
    create();
    spawn(poll_note);
    executor_run(e);
    assert(polls <= 3);
    pthread_join(noting, NULL);
    executor_destroy(e);
}

static void count_drop(void *state)
{
    (void)state;
    drops++;
}

static bool poll_given_and_done(void *state, waker *w)
{
    (void)state;
    polls++;
    atomic_store_explicit(&given, waker_clone(w), memory_order_release);
    return true;
}

static void *wake_twice(void *arg)
{
    waker *w = take();
    waker *second = waker_clone(w);

    waker_wake(w);
    waker_drop(w);
    waker_wake(second);
    waker_drop(second);
    return arg;
}

SCENARIO(woken_when_done,
         "A wake while a future gets done, or after it, does no harm")
{
    create();
    executor_spawn(e, poll_given_and_done, count_drop, NULL);
    pthread_t other = start(wake_twice);
    executor_run(e);
    assert(drops == 1);
    executor_destroy(e);
    pthread_join(other, NULL);
    assert(polls == 1);
    assert(drops == 1);
}

static bool poll_and_stop(void *state, waker *w)
{
    (void)state;
    polls++;
    atomic_store_explicit(&given, waker_clone(w), memory_order_release);
    executor_stop(e);
    return false;
}

SCENARIO(woken_when_destroyed,
         "A wake while executor_destroy drops the future does no harm")
{
    create();
    executor_spawn(e, poll_and_stop, count_drop, NULL);
    pthread_t other = start(wake_twice);
    executor_run(e);
    executor_destroy(e);
    pthread_join(other, NULL);
    assert(polls == 1);
    assert(drops == 1);
}

/* ------------------------------------------------------- two threads that run
 */

SCENARIO(two_run, "Two threads run: a future is polled by one at a time, and "
                  "both return")
{
    create();
    spawn(poll_twice);
    pthread_t other = start(run);
    executor_run(e);
    pthread_join(other, NULL);
    assert(polls == 2);
    executor_destroy(e);
}

SCENARIO(woken_by_who_runs,
         "A thread wakes a future while another one runs, then runs, too")
{
    create();
    spawn(poll_giving);
    pthread_t other = start(run);
    bring(NULL);
    executor_run(e);
    pthread_join(other, NULL);
    assert(polls == 2);
    executor_destroy(e);
}

static void *stop(void *arg)
{
    executor_stop(e);
    return arg;
}

static bool poll_for_ever(void *state, waker *w)
{
    (void)state;
    (void)w;
    polls++;
    return false;
}

SCENARIO(stopped, "executor_stop ends executor_run, whatever it is at")
{
    create();
    executor_spawn(e, poll_for_ever, count_drop, NULL);
    pthread_t other = start(stop);
    executor_run(e);
    pthread_join(other, NULL);
    assert(polls <= 1);
    executor_destroy(e);
    assert(drops == 1);
}
