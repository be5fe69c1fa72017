/* The TESTs use the queue from one thread: what they find, they find every
 * time. The STRESS tests move values between two threads. They are short: the
 * race detector needs to see each pair of accesses once, not often.
 *
 * No STRESS test orders the two threads in any way but through the queue, or it
 * would hide a queue that orders nothing: what they share otherwise is written
 * before they start, read after they are joined, or relaxed. */
#include "spsc_queue.h"
#include "threadlings.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

enum {
    UNTOUCHED = -559038737, /* what a refused pop must leave in *value */
    ALLOCATIONS_MAX = 16,   /* a create makes no more than that */
    YIELDS = 200,           /* failed attempts in a row before sleeping */
    SLEEPS = 2000,          /* of 1 ms each, before a queue counts as stuck */
};

static spsc_queue *create(size_t capacity)
{
    spsc_queue *q = spsc_create(capacity);

    ck_assert_msg(q != NULL, "spsc_create(%zu) returned NULL", capacity);
    return q;
}

static void push(spsc_queue *q, int value)
{
    ck_assert_msg(spsc_push(q, value),
                  "spsc_push(q, %d) returned false, but there is room", value);
}

static void refuse(spsc_queue *q, size_t capacity)
{
    ck_assert_msg(!spsc_push(q, UNTOUCHED),
                  "spsc_push returned true, but the queue already holds %zu of "
                  "%zu values",
                  capacity, capacity);
}

static void pop(spsc_queue *q, int expected)
{
    int value = UNTOUCHED;

    ck_assert_msg(spsc_pop(q, &value),
                  "spsc_pop returned false, but %d is in the queue", expected);
    ck_assert_msg(value == expected, "spsc_pop gave %d, expected %d", value,
                  expected);
}

static void none(spsc_queue *q)
{
    int value = UNTOUCHED;

    ck_assert_msg(!spsc_pop(q, &value),
                  "spsc_pop returned true, but the queue is empty");
    ck_assert_msg(value == UNTOUCHED,
                  "spsc_pop returned false, but changed *value");
}

TEST(one_value, "What is pushed can be popped")
{
    spsc_queue *q = create(4);

    push(q, 7);
    pop(q, 7);
    spsc_destroy(q);
}

TEST(keeps_order, "Values come out in the order in which they went in")
{
    spsc_queue *q = create(8);

    push(q, 10);
    push(q, 20);
    push(q, 30);
    pop(q, 10);
    pop(q, 20);
    pop(q, 30);
    spsc_destroy(q);
}

TEST(empty, "A pop from an empty queue returns false and leaves *value alone")
{
    spsc_queue *q = create(3);

    none(q);
    push(q, 1);
    pop(q, 1);
    none(q);
    none(q);
    push(q, 2);
    pop(q, 2);
    none(q);
    spsc_destroy(q);
}

TEST(any_int, "Any int can be stored, 0 and negative ones too")
{
    static const int values[] = {0, -1, INT_MIN, INT_MAX, 0, UNTOUCHED};
    const size_t n = sizeof values / sizeof *values;
    spsc_queue *q = create(n + 2);

    for (size_t i = 0; i < n; i++)
        push(q, values[i]);
    for (size_t i = 0; i < n; i++)
        pop(q, values[i]);
    none(q);
    spsc_destroy(q);
}

TEST(full, "Exactly `capacity` values fit; a refused push stores nothing")
{
    static const size_t capacities[] = {1, 2, 3, 4, 5, 8, 100};

    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        size_t capacity = capacities[i];
        spsc_queue *q = create(capacity);
        for (size_t k = 0; k < capacity; k++)
            push(q, (int)k);
        refuse(q, capacity);
        refuse(q, capacity);
        for (size_t k = 0; k < capacity; k++)
            pop(q, (int)k);
        none(q);
        spsc_destroy(q);
    }
}

TEST(full_again, "A full queue takes one more value after each pop")
{
    const size_t capacity = 5;
    spsc_queue *q = create(capacity);
    int in = 0;

    while (in < (int)capacity)
        push(q, in++);
    for (int out = 0; out < 40; out++) {
        refuse(q, capacity);
        pop(q, out);
        push(q, in++);
    }
    spsc_destroy(q);
}

TEST(capacity_one, "A queue of capacity 1 works")
{
    spsc_queue *q = create(1);

    for (int i = 0; i < 100; i++) {
        none(q);
        push(q, i);
        refuse(q, 1);
        pop(q, i);
    }
    spsc_destroy(q);
}

TEST(goes_round, "It still works after more than 70000 values")
{
    spsc_queue *q = create(3);
    int in = 0;

    /* Full all the time, so that values stand on both sides of any point at
     * which a counter could overflow. */
    while (in < 3)
        push(q, in++);
    for (int out = 0; out < 70000; out++) {
        pop(q, out);
        push(q, in++);
    }
    refuse(q, 3);
    spsc_destroy(q);
}

TEST(mixed, "Pushes and pops in any mixture, for every capacity from 1 to 9")
{
    uint32_t random = 1;

    for (size_t capacity = 1; capacity < 10; capacity++) {
        spsc_queue *q = create(capacity);
        int in = 0, out = 0;
        for (int i = 0; i < 2000; i++) {
            random = random * 1664525 + 1013904223;
            /* Phases that fill and phases that drain, so that both ends of the
             * range are met often. */
            bool fill = (random >> 24) < (i / 50 % 2 ? 96u : 160u);
            if (fill && in - out == (int)capacity)
                refuse(q, capacity);
            else if (fill)
                push(q, in++);
            else if (in == out)
                none(q);
            else
                pop(q, out++);
        }
        spsc_destroy(q);
    }
}

TEST(independent, "Two queues know nothing of each other")
{
    spsc_queue *a = create(2), *b = create(3);

    push(a, 1);
    none(b);
    push(b, 2);
    push(a, 3);
    refuse(a, 2);
    push(b, 4);
    pop(b, 2);
    pop(a, 1);
    spsc_destroy(a);
    push(b, 5);
    pop(b, 4);
    pop(b, 5);
    none(b);
    spsc_destroy(b);
}

TEST(capacity_zero, "Capacity 0 gives NULL with errno EINVAL")
{
    errno = 0;
    spsc_queue *q = spsc_create(0);
    int error = errno;

    ck_assert_msg(q == NULL, "spsc_create(0) returned a queue");
    ck_assert_msg(error == EINVAL,
                  "errno is %d after spsc_create(0), not "
                  "EINVAL",
                  error);
}

TEST(no_memory, "When memory is out, NULL with errno ENOMEM, nothing kept")
{
    for (size_t n = 1; n <= ALLOCATIONS_MAX; n++) {
        errno = 0;
        tl_fail_allocation(n);
        spsc_queue *q = spsc_create(8);
        int error = errno;
        if (tl_fail_allocation(0) < n) {
            /* It makes fewer allocations than n: none of them failed. */
            ck_assert_msg(q != NULL, "spsc_create(8) returned NULL");
            spsc_destroy(q);
            return;
        }
        ck_assert_msg(q == NULL,
                      "spsc_create returned a queue though allocation %zu "
                      "failed",
                      n);
        ck_assert_msg(error == ENOMEM,
                      "errno is %d, not ENOMEM, when allocation %zu fails",
                      error, n);
    }
    ck_abort_msg("spsc_create allocates more than %d times",
                 (int)ALLOCATIONS_MAX);
}

TEST(too_large, "A capacity that no memory can hold gives NULL and ENOMEM")
{
    static const size_t capacities[] = {
        SIZE_MAX,
        SIZE_MAX - 1,
        SIZE_MAX / sizeof(int),
        SIZE_MAX / sizeof(int) + 1,
        SIZE_MAX / sizeof(int) + 2,
    };

    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        errno = 0;
        spsc_queue *q = spsc_create(capacities[i]);
        int error = errno;
        ck_assert_msg(q == NULL, "spsc_create(%zu) returned a queue",
                      capacities[i]);
        ck_assert_msg(error == ENOMEM,
                      "errno is %d after spsc_create(%zu), not ENOMEM", error,
                      capacities[i]);
    }
}

TEST(destroy, "Destroy takes NULL, an empty, a full and a half-full queue")
{
    spsc_destroy(NULL);
    for (int pushes = 0; pushes <= 4; pushes++) {
        spsc_queue *q = create(4);
        for (int i = 0; i < pushes; i++)
            push(q, i);
        spsc_destroy(q);
    }
}

/* ------------------------------------------------------------- two threads */

struct transfer {
    spsc_queue *q;
    int n;            /* values 0 to n - 1, in this order */
    atomic_bool stop; /* one side gave up */
    /* The consumer's, to be read after it was joined. */
    int received;
    bool wrong; /* value number `received` was not that, but `got` */
    int got;
};

/* After the tries-th attempt in a row that found the queue full or empty: lets
 * the other thread run. False when it is time to give up. */
static bool wait_a_little(struct transfer *t, int tries)
{
    static const struct timespec ms = {.tv_nsec = 1000000};

    if (tries < YIELDS)
        sched_yield();
    else
        nanosleep(&ms, NULL);
    if (tries >= YIELDS + SLEEPS)
        atomic_store_explicit(&t->stop, true, memory_order_relaxed);
    return !atomic_load_explicit(&t->stop, memory_order_relaxed);
}

static void *producer(void *arg)
{
    struct transfer *t = arg;

    for (int i = 0; i < t->n; i++) {
        int tries = 0;
        while (!spsc_push(t->q, i)) {
            if (!wait_a_little(t, tries++))
                return NULL;
        }
    }
    return NULL;
}

static void *consumer(void *arg)
{
    struct transfer *t = arg;

    for (t->received = 0; t->received < t->n; t->received++) {
        int tries = 0, value = UNTOUCHED;
        while (!spsc_pop(t->q, &value)) {
            if (!wait_a_little(t, tries++))
                return NULL;
        }
        if (value != t->received) {
            t->wrong = true;
            t->got = value;
            atomic_store_explicit(&t->stop, true, memory_order_relaxed);
            return NULL;
        }
    }
    return NULL;
}

static void transfer(size_t capacity, size_t n)
{
    struct transfer t = {.q = create(capacity), .n = (int)n};
    pthread_t threads[2];

    ck_assert_int_eq(pthread_create(&threads[0], NULL, producer, &t), 0);
    ck_assert_int_eq(pthread_create(&threads[1], NULL, consumer, &t), 0);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    ck_assert_msg(!t.wrong, "the consumer got %d where %d was due", t.got,
                  t.received);
    ck_assert_msg(t.received == t.n,
                  "only %d of %d values arrived, then nothing more", t.received,
                  t.n);
    none(t.q);
    spsc_destroy(t.q);
}

/* Capacity 1: each pop follows its push at once, so that an index which is
 * stored too early cannot be covered up by a later store. */
STRESS(two_threads_tight, "Two threads, capacity 1: all arrive, in order")
{
    transfer(1, tl_rounds(500));
}

STRESS(two_threads, "Two threads, capacity 7: all arrive, in order")
{
    transfer(7, tl_rounds(10000));
}

STRESS(two_threads_wide, "Two threads, capacity 512: all arrive, in order")
{
    transfer(512, tl_rounds(60000));
}
