/* The TESTs use the queue from one thread: what they find, they find every
 * time. The STRESS moves values from two producers to two consumers, who note
 * in ordinary variables what they saw. */
#include "mpmc_queue.h"
#include "threadlings.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

enum {
    UNTOUCHED = -559038737, /* what a refused pop must leave in *value */
    ALLOCATIONS_MAX = 16,   /* a create makes no more than that */
};

static mpmc_queue *create(size_t capacity)
{
    mpmc_queue *q = mpmc_create(capacity);

    ck_assert_msg(q != NULL, "mpmc_create(%zu) returned NULL", capacity);
    return q;
}

static void push(mpmc_queue *q, int value)
{
    ck_assert_msg(mpmc_push(q, value),
                  "mpmc_push(q, %d) returned false, but there is room", value);
}

static void refuse(mpmc_queue *q, size_t capacity)
{
    ck_assert_msg(!mpmc_push(q, UNTOUCHED),
                  "mpmc_push returned true, but the queue already holds %zu of "
                  "%zu values",
                  capacity, capacity);
}

static void pop(mpmc_queue *q, int expected)
{
    int value = UNTOUCHED;

    ck_assert_msg(mpmc_pop(q, &value),
                  "mpmc_pop returned false, but %d is in the queue", expected);
    ck_assert_msg(value == expected, "mpmc_pop gave %d, expected %d", value,
                  expected);
}

static void none(mpmc_queue *q)
{
    int value = UNTOUCHED;

    ck_assert_msg(!mpmc_pop(q, &value),
                  "mpmc_pop returned true, but the queue is empty");
    ck_assert_msg(value == UNTOUCHED,
                  "mpmc_pop returned false, but changed *value");
}

TEST(one_value, "What is pushed can be popped")
{
    mpmc_queue *q = create(4);

    push(q, 7);
    pop(q, 7);
    mpmc_destroy(q);
}

TEST(keeps_order, "Values come out in the order in which they went in")
{
    mpmc_queue *q = create(8);

    push(q, 10);
    push(q, 20);
    push(q, 30);
    pop(q, 10);
    pop(q, 20);
    pop(q, 30);
    mpmc_destroy(q);
}

TEST(empty, "A pop from an empty queue returns false and leaves *value alone")
{
    mpmc_queue *q = create(3);

    none(q);
    push(q, 1);
    pop(q, 1);
    none(q);
    none(q);
    push(q, 2);
    pop(q, 2);
    none(q);
    mpmc_destroy(q);
}

TEST(any_int, "Any int can be stored, 0 and negative ones too")
{
    static const int values[] = {0, -1, INT_MIN, INT_MAX, 0, UNTOUCHED};
    const size_t n = sizeof values / sizeof *values;
    mpmc_queue *q = create(n + 2);

    for (size_t i = 0; i < n; i++)
        push(q, values[i]);
    for (size_t i = 0; i < n; i++)
        pop(q, values[i]);
    none(q);
    mpmc_destroy(q);
}

TEST(full, "Exactly `capacity` values fit; a refused push stores nothing")
{
    static const size_t capacities[] = {1, 2, 3, 4, 5, 8, 100};

    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        size_t capacity = capacities[i];
        mpmc_queue *q = create(capacity);
        for (size_t k = 0; k < capacity; k++)
            push(q, (int)k);
        refuse(q, capacity);
        refuse(q, capacity);
        for (size_t k = 0; k < capacity; k++)
            pop(q, (int)k);
        none(q);
        mpmc_destroy(q);
    }
}

TEST(full_again, "A full queue takes one more value after each pop")
{
    const size_t capacity = 5;
    mpmc_queue *q = create(capacity);
    int in = 0;

    while (in < (int)capacity)
        push(q, in++);
    for (int out = 0; out < 40; out++) {
        refuse(q, capacity);
        pop(q, out);
        push(q, in++);
    }
    mpmc_destroy(q);
}

TEST(capacity_one, "A queue of capacity 1 works")
{
    mpmc_queue *q = create(1);

    for (int i = 0; i < 100; i++) {
        none(q);
        push(q, i);
        refuse(q, 1);
        pop(q, i);
    }
    mpmc_destroy(q);
}

TEST(goes_round, "It still works after more than 70000 values")
{
    mpmc_queue *q = create(3);
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
    mpmc_destroy(q);
}

TEST(mixed, "Pushes and pops in any mixture, for every capacity from 1 to 9")
{
    uint32_t random = 1;

    for (size_t capacity = 1; capacity < 10; capacity++) {
        mpmc_queue *q = create(capacity);
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
        mpmc_destroy(q);
    }
}

TEST(independent, "Two queues know nothing of each other")
{
    mpmc_queue *a = create(2), *b = create(3);

    push(a, 1);
    none(b);
    push(b, 2);
    push(a, 3);
    refuse(a, 2);
    push(b, 4);
    pop(b, 2);
    pop(a, 1);
    mpmc_destroy(a);
    push(b, 5);
    pop(b, 4);
    pop(b, 5);
    none(b);
    mpmc_destroy(b);
}

TEST(capacity_zero, "Capacity 0 gives NULL with errno EINVAL")
{
    errno = 0;
    mpmc_queue *q = mpmc_create(0);
    int error = errno;

    ck_assert_msg(q == NULL, "mpmc_create(0) returned a queue");
    ck_assert_msg(error == EINVAL,
                  "errno is %d after mpmc_create(0), not "
                  "EINVAL",
                  error);
}

TEST(no_memory, "When memory is out, NULL with errno ENOMEM, nothing kept")
{
    for (size_t n = 1; n <= ALLOCATIONS_MAX; n++) {
        errno = 0;
        tl_fail_allocation(n);
        mpmc_queue *q = mpmc_create(8);
        int error = errno;
        if (tl_fail_allocation(0) < n) {
            /* It makes fewer allocations than n: none of them failed. */
            ck_assert_msg(q != NULL, "mpmc_create(8) returned NULL");
            mpmc_destroy(q);
            return;
        }
        ck_assert_msg(q == NULL,
                      "mpmc_create returned a queue though allocation %zu "
                      "failed",
                      n);
        ck_assert_msg(error == ENOMEM,
                      "errno is %d, not ENOMEM, when allocation %zu fails",
                      error, n);
    }
    ck_abort_msg("mpmc_create allocates more than %d times",
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
        mpmc_queue *q = mpmc_create(capacities[i]);
        int error = errno;
        ck_assert_msg(q == NULL, "mpmc_create(%zu) returned a queue",
                      capacities[i]);
        ck_assert_msg(error == ENOMEM,
                      "errno is %d after mpmc_create(%zu), not ENOMEM", error,
                      capacities[i]);
    }
}

TEST(destroy, "Destroy takes NULL, an empty, a full and a half-full queue")
{
    mpmc_destroy(NULL);
    for (int pushes = 0; pushes <= 4; pushes++) {
        mpmc_queue *q = create(4);
        for (int i = 0; i < pushes; i++)
            push(q, i);
        mpmc_destroy(q);
    }
}

/* ------------------------------------------------------------- four threads */

enum { SIDES = 2, TRIES_MAX = 2000000 };

static mpmc_queue *shared;
static int each;            /* values of each producer */
static atomic_int taken;    /* by all consumers */
static atomic_bool give_up; /* nothing moves any more */

static bool again(int *tries)
{
    if (++*tries > TRIES_MAX)
        atomic_store_explicit(&give_up, true, memory_order_relaxed);
    sched_yield();
    return !atomic_load_explicit(&give_up, memory_order_relaxed);
}

static void *producer(void *arg)
{
    int first = *(const int *)arg, tries = 0;

    for (int i = 0; i < each; i++)
        while (!mpmc_push(shared, first + i))
            if (!again(&tries))
                return NULL;
    return NULL;
}

struct consumer {
    int last[SIDES]; /* of each producer: what came last */
    bool wrong;      /* out of range, or not after the last */
    int got;
};

static void *consumer(void *arg)
{
    struct consumer *c = arg;
    int value = 0, tries = 0;

    while (atomic_load_explicit(&taken, memory_order_relaxed) < SIDES * each) {
        if (!mpmc_pop(shared, &value)) {
            if (!again(&tries))
                return NULL;
            continue;
        }
        atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
        int side = value / each;
        if (value < 0 || side >= SIDES || value <= c->last[side]) {
            c->wrong = true;
            c->got = value;
            atomic_store_explicit(&give_up, true, memory_order_relaxed);
            return NULL;
        }
        c->last[side] = value;
    }
    return NULL;
}

static void transfer(size_t capacity, size_t n)
{
    pthread_t threads[2 * SIDES];
    int firsts[SIDES];
    struct consumer consumers[SIDES];

    shared = create(capacity);
    each = (int)n;
    for (int i = 0; i < SIDES; i++) {
        firsts[i] = i * each;
        consumers[i] = (struct consumer){.last = {-1, each - 1}};
    }
    for (int i = 0; i < SIDES; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, producer, &firsts[i]), 0);
        ck_assert_int_eq(
            pthread_create(&threads[SIDES + i], NULL, consumer, &consumers[i]),
            0);
    }
    for (int i = 0; i < 2 * SIDES; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < SIDES; i++)
        ck_assert_msg(!consumers[i].wrong,
                      "a consumer got %d, which was not due", consumers[i].got);
    ck_assert_msg(atomic_load(&taken) == SIDES * each,
                  "only %d of %d values arrived, then nothing more",
                  atomic_load(&taken), SIDES * each);
    none(shared);
    mpmc_destroy(shared);
}

STRESS(tight, "Two producers, two consumers, capacity 1: all arrive, in order")
{
    transfer(1, tl_rounds(500));
}

STRESS(wide, "Two producers, two consumers, capacity 8: all arrive, in order")
{
    transfer(8, tl_rounds(5000));
}
