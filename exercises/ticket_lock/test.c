/* The TESTs use the lock from one thread, or from threads that queue up one
 * after the other: each is seen in the queue before the next one is started. */
#include "threadlings.h"

#include "ticket_lock.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

enum {
    VISITORS = 3,
    ASKS_MS = 100, /* processor time in which a thread has asked for the lock:
                      a thousand times what it takes, a tenth of the limit */
};

static ticket_lock lock = TICKET_LOCK_INIT;
static ticket_lock second = TICKET_LOCK_INIT;

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

TEST(try_takes_it, "ticket_try takes a free lock, and only a free one")
{
    ck_assert_msg(ticket_try(&lock),
                  "ticket_try gave false, and the lock was free");
    ck_assert_msg(!ticket_try(&lock),
                  "ticket_try gave true, and the lock was held");
    ticket_release(&lock);
    ck_assert_msg(ticket_try(&lock),
                  "ticket_try gave false after ticket_release");
    ticket_release(&lock);
}

TEST(takes_it, "ticket_acquire takes the lock, ticket_release frees it")
{
    for (int i = 0; i < 1000; i++) {
        ticket_acquire(&lock);
        ck_assert_msg(!ticket_try(&lock),
                      "taken %d times, and ticket_try gave true", i + 1);
        ticket_release(&lock);
    }
    ck_assert_msg(ticket_try(&lock), "all is released, and ticket_try failed");
}

TEST(counts, "ticket_queue counts the holder, and nobody who tried in vain")
{
    ck_assert_uint_eq(ticket_queue(&lock), 0);
    ticket_acquire(&lock);
    ck_assert_uint_eq(ticket_queue(&lock), 1);
    for (int i = 0; i < 3; i++)
        ck_assert(!ticket_try(&lock));
    ck_assert_uint_eq(ticket_queue(&lock), 1);
    ticket_release(&lock);
    ck_assert_uint_eq(ticket_queue(&lock), 0);
}

TEST(independent, "Two locks have nothing to do with each other")
{
    ticket_acquire(&lock);
    ck_assert_msg(ticket_try(&second), "the other lock is held");
    ticket_release(&lock);
    ck_assert_msg(!ticket_try(&second), "released the wrong one");
    ticket_release(&second);
}

TEST(any_number, "A lock works whatever number it begins with")
{
    const unsigned firsts[] = {7, 255, 65535, INT_MAX, UINT_MAX - 1};

    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        ticket_lock l = {firsts[i], firsts[i]};
        for (int turn = 0; turn < 4; turn++) {
            ck_assert_msg(ticket_queue(&l) == 0,
                          "free, began with %u, and ticket_queue says %u",
                          firsts[i], ticket_queue(&l));
            ck_assert_msg(ticket_try(&l),
                          "free, began with %u, and ticket_try gave false",
                          firsts[i]);
            ck_assert_msg(ticket_queue(&l) == 1,
                          "held, began with %u, and ticket_queue says %u",
                          firsts[i], ticket_queue(&l));
            ticket_release(&l);
            ticket_acquire(&l);
            ticket_release(&l);
        }
    }
}

/* By the thread's own clock: on a busy machine another one may run for long
 * before it has begun. */
static bool has_asked(pthread_t thread)
{
    clockid_t clock;
    struct timespec used;

    ck_assert_int_eq(pthread_getcpuclockid(thread, &clock), 0);
    ck_assert_int_eq(clock_gettime(clock, &used), 0);
    return used.tv_sec > 0 || used.tv_nsec > ASKS_MS * 1000000L;
}

static void wait_for_queue(pthread_t thread, unsigned length)
{
    for (;; usleep(100)) {
        bool asked = has_asked(thread); /* before the queue is looked at */
        unsigned queue = ticket_queue(&lock);
        if (queue == length)
            return;
        ck_assert_msg(!asked,
                      "the lock is held, %u threads have asked for it, and "
                      "ticket_queue says %u",
                      length - 1, queue);
    }
}

/* Who got in, in which order. Guarded by lock. */
static int order[VISITORS];
static int entered;

static void *visit(void *name)
{
    ticket_acquire(&lock);
    order[entered++] = *(const int *)name;
    ticket_release(&lock);
    return NULL;
}

TEST(first_come_first_served, "Who asks first gets the lock first")
{
    static const int names[VISITORS] = {1, 2, 3};
    pthread_t threads[VISITORS];

    ticket_acquire(&lock);
    for (unsigned i = 0; i < VISITORS; i++) {
        threads[i] = run(visit, (void *)&names[i]);
        /* Not before it stands in the queue does the next one start. */
        wait_for_queue(threads[i], i + 2);
    }
    ticket_release(&lock);
    for (int i = 0; i < VISITORS; i++)
        join(threads[i]);
    for (int i = 0; i < VISITORS; i++)
        ck_assert_msg(order[i] == names[i],
                      "number %d to get in was the thread that asked as "
                      "number %d",
                      i + 1, order[i]);
    ck_assert_uint_eq(ticket_queue(&lock), 0);
}

/* Plain variables: an order that the lock does not give is a data race. Two
 * threads only, and few rounds: with one processor each waits for the other to
 * be stopped at every turn. */
static long counter; /* guarded by lock */
static int inside;   /* guarded by lock: at most 1 */
static bool crowded; /* guarded by lock */

static void *count(void *arg)
{
    size_t rounds = *(size_t *)arg;

    for (size_t i = 0; i < rounds; i++) {
        ticket_acquire(&lock);
        crowded |= inside++ != 0;
        counter++;
        inside--;
        ticket_release(&lock);
        /* Make room, in case there is one processor. */
        if (i % 16 == 0)
            sched_yield();
    }
    return NULL;
}

STRESS(counts_right, "Two threads that add to one counter lose nothing")
{
    size_t rounds = tl_rounds(2000);
    pthread_t a = run(count, &rounds);
    pthread_t b = run(count, &rounds);

    join(a);
    join(b);
    ck_assert_msg(!crowded, "two threads were inside at the same time");
    ck_assert_int_eq(counter, 2 * (long)rounds);
    ck_assert_uint_eq(ticket_queue(&lock), 0);
}
