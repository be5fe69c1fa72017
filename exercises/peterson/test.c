/* No STRESS: what goes wrong between two threads here goes wrong in a few
 * steps, and explore.c looks at all of them. Where a test pauses, the other
 * thread gets time to go wrong; a correct lock passes however long that is. */
#include "threadlings.h"

#include "peterson.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <time.h>

static peterson lock = PETERSON_INIT;
static peterson second = PETERSON_INIT;
static int guarded; /* by lock; a plain variable */

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

TEST(alone, "One thread gets the lock as often as it likes")
{
    for (int me = 0; me < 2; me++) {
        for (int i = 0; i < 100; i++) {
            peterson_lock(&lock, me);
            peterson_unlock(&lock, me);
        }
    }
}

TEST(independent, "Two locks have nothing to do with each other")
{
    peterson_lock(&lock, 0);
    peterson_lock(&second, 1);
    peterson_unlock(&lock, 0);
    peterson_lock(&lock, 1);
    peterson_unlock(&second, 1);
    peterson_unlock(&lock, 1);
}

/* Its flags are used relaxed: they must not order what the lock orders. */
struct visitor {
    int me;
    atomic_bool came, entered;
    int saw;
};

static void *visit(void *arg)
{
    struct visitor *v = arg;

    atomic_store_explicit(&v->came, true, memory_order_relaxed);
    peterson_lock(&lock, v->me);
    atomic_store_explicit(&v->entered, true, memory_order_relaxed);
    v->saw = guarded++;
    peterson_unlock(&lock, v->me);
    return NULL;
}

static void shut_out(int me)
{
    struct visitor v = {.me = 1 - me};
    pthread_t thread;

    peterson_lock(&lock, me);
    ck_assert_int_eq(pthread_create(&thread, NULL, visit, &v), 0);
    while (!atomic_load_explicit(&v.came, memory_order_relaxed))
        sched_yield();
    pause_ms(40);
    bool entered = atomic_load_explicit(&v.entered, memory_order_relaxed);
    guarded = 5;
    peterson_unlock(&lock, me);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_msg(!entered, "thread %d holds the lock, and thread %d got in",
                  me, 1 - me);
    ck_assert_msg(v.saw == 5,
                  "thread %d saw %d, not what the last holder wrote", 1 - me,
                  v.saw);
    ck_assert_int_eq(guarded, 6);
}

TEST(shuts_out_1, "While thread 0 holds the lock thread 1 waits, then gets in")
{
    shut_out(0);
}

TEST(shuts_out_0, "While thread 1 holds the lock thread 0 waits, then gets in")
{
    shut_out(1);
}
