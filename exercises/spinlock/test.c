/* The TESTs use the lock from one thread, or from a second one that is joined
 * at once, so that their order is forced. What spin_trylock brings along from
 * the last holder is left to the explorer. */
#include "threadlings.h"

#include "spinlock.h"

#include <pthread.h>

static spinlock lock = SPINLOCK_INIT;
static spinlock second = SPINLOCK_INIT;

static pthread_t run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    return thread;
}

static void join(pthread_t thread)
{
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static int word(const spinlock *l)
{
    return atomic_load(&l->locked);
}

TEST(try_takes_it, "spin_trylock takes a free lock, and only a free one")
{
    ck_assert_msg(spin_trylock(&lock),
                  "spin_trylock gave false, and the lock was free");
    ck_assert_msg(word(&lock) != 0, "the word is 0, and the lock is held");
    ck_assert_msg(!spin_trylock(&lock),
                  "spin_trylock gave true, and the lock was held");
    spin_unlock(&lock);
    ck_assert_msg(word(&lock) == 0, "the word is %d after spin_unlock",
                  word(&lock));
    ck_assert_msg(spin_trylock(&lock),
                  "spin_trylock gave false after spin_unlock");
    spin_unlock(&lock);
}

TEST(lock_takes_it, "spin_lock takes the lock, spin_unlock frees it")
{
    for (int i = 0; i < 1000; i++) {
        spin_lock(&lock);
        ck_assert_msg(!spin_trylock(&lock),
                      "locked %d times, and spin_trylock gave true", i + 1);
        spin_unlock(&lock);
        ck_assert_msg(word(&lock) == 0, "the word is %d after spin_unlock",
                      word(&lock));
    }
}

TEST(try_changes_nothing, "A try that fails leaves the lock as it was")
{
    spin_lock(&lock);
    for (int i = 0; i < 3; i++)
        ck_assert_msg(!spin_trylock(&lock),
                      "the lock is held, and try number %d took it", i + 1);
    spin_unlock(&lock);
    ck_assert_msg(spin_trylock(&lock),
                  "the lock was tried in vain, then freed, and is not free");
    spin_unlock(&lock);
}

TEST(independent, "Two locks have nothing to do with each other")
{
    spin_lock(&lock);
    ck_assert_msg(spin_trylock(&second), "the other lock is held");
    spin_unlock(&lock);
    ck_assert_msg(!spin_trylock(&second), "unlocked the wrong one");
    spin_unlock(&second);
}

static void *try_it(void *got_it)
{
    *(bool *)got_it = spin_trylock(&lock);
    return NULL;
}

TEST(others_fail, "A lock that one thread holds another thread cannot take")
{
    bool got_it = false;

    spin_lock(&lock);
    join(run(try_it, &got_it));
    ck_assert_msg(!got_it, "two threads hold the lock");
    spin_unlock(&lock);
    join(run(try_it, &got_it));
    ck_assert_msg(got_it, "the lock is free, and another thread's try failed");
}

/* Plain variables: an order that the lock does not give is a data race. Two
 * threads only, or with few processors most of the time is spent waiting for a
 * holder that was stopped. */
static long counter; /* guarded by lock */
static int inside;   /* guarded by lock: at most 1 */
static bool crowded; /* guarded by lock */

static void *count(void *arg)
{
    size_t rounds = *(size_t *)arg;

    for (size_t i = 0; i < rounds; i++) {
        spin_lock(&lock);
        crowded |= inside++ != 0;
        counter++;
        inside--;
        spin_unlock(&lock);
    }
    return NULL;
}

STRESS(counts_right, "Two threads that add to one counter lose nothing")
{
    size_t rounds = tl_rounds(20000);
    pthread_t a = run(count, &rounds);
    pthread_t b = run(count, &rounds);

    join(a);
    join(b);
    ck_assert_msg(!crowded, "two threads were inside at the same time");
    ck_assert_int_eq(counter, 2 * (long)rounds);
    ck_assert_int_eq(word(&lock), 0);
}
