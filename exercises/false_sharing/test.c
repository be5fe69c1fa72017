/* The TESTs look at the sums from one thread, and at the addresses: where
 * something lies does not depend on how threads meet. Two STRESS tests add from
 * several threads, for the race detector. */
#include "false_sharing.h"
#include "threadlings.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALLOCATIONS_MAX = COUNTERS_MOST + 16, /* a create makes no more than that */
    THREADS = 4,
    SHIFTS = 8,       /* of 16 bytes: malloc's steps, over two lines */
    NEIGHBOUR = 1504, /* bytes, at least: such blocks come one after another */
};

static counters *create(size_t threads)
{
    counters *c = counters_create(threads);

    ck_assert_msg(c != NULL, "counters_create(%zu) returned NULL", threads);
    return c;
}

static void add(counters *c, size_t thread, unsigned long amount)
{
    ck_assert_msg(counters_add(c, thread, amount),
                  "counters_add(c, %zu, %lu) returned false, but the counters "
                  "are open",
                  thread, amount);
}

static void sum(const counters *c, unsigned long expected)
{
    unsigned long found = counters_sum(c);

    ck_assert_msg(found == expected, "counters_sum gave %lu, expected %lu",
                  found, expected);
}

/* ------------------------------------------------------------ the sums */

TEST(one_thread, "The sum is what one thread has added")
{
    counters *c = create(1);

    sum(c, 0);
    add(c, 0, 1);
    sum(c, 1);
    add(c, 0, 41);
    add(c, 0, 0);
    sum(c, 42);
    counters_destroy(c);
}

TEST(all_threads, "Each of the threads has a count, and all are in the sum")
{
    static const size_t many[] = {1, 2, 3, 8, 17, COUNTERS_MOST};

    for (size_t k = 0; k < sizeof many / sizeof many[0]; k++) {
        counters *c = create(many[k]);
        unsigned long expected = 0;
        for (size_t i = 0; i < many[k]; i++) {
            add(c, i, i + 1);
            expected += i + 1;
        }
        sum(c, expected);
        for (size_t i = 0; i < many[k]; i++)
            add(c, i, 1000);
        sum(c, expected + 1000 * many[k]);
        counters_destroy(c);
    }
}

TEST(great_sums, "A count is an unsigned long, and so is the sum")
{
    counters *c = create(2);

    add(c, 0, 4000000000);
    add(c, 0, 4000000000);
    sum(c, 8000000000);
    add(c, 1, 1000000000000);
    sum(c, 1008000000000);
    counters_destroy(c);
}

TEST(closed, "When the counters are closed, nothing is added any more")
{
    counters *c = create(3);

    add(c, 0, 5);
    add(c, 2, 6);
    counters_close(c);
    sum(c, 11);
    for (size_t i = 0; i < 3; i++)
        ck_assert_msg(!counters_add(c, i, 100),
                      "counters_add returned true behind counters_close, for "
                      "thread %zu",
                      i);
    sum(c, 11);
    counters_close(c);
    sum(c, 11);
    counters_destroy(c);
}

TEST(independent, "Two objects have nothing in common")
{
    counters *first = create(2), *second = create(2);

    add(first, 0, 1);
    add(second, 0, 20);
    add(second, 1, 300);
    sum(first, 1);
    sum(second, 320);
    counters_close(first);
    add(second, 1, 4000);
    sum(first, 1);
    sum(second, 4320);
    counters_destroy(first);
    add(second, 0, 1);
    sum(second, 4321);
    counters_destroy(second);
}

static void refuse(size_t threads)
{
    errno = 0;
    counters *c = counters_create(threads);
    int error = errno;
    ck_assert_msg(c == NULL, "counters_create(%zu) did not return NULL",
                  threads);
    ck_assert_msg(error == EINVAL,
                  "counters_create(%zu) returned NULL, but errno is not EINVAL",
                  threads);
}

TEST(how_many, "No thread, and more than COUNTERS_MOST, are refused: EINVAL")
{
    refuse(0);
    refuse(COUNTERS_MOST + 1);
    refuse(SIZE_MAX / 64 + 2);
    refuse(SIZE_MAX);
}

TEST(no_memory, "When memory is out, create says so and leaves nothing behind")
{
    for (size_t n = 1; n <= ALLOCATIONS_MAX; n++) {
        tl_fail_allocation(n);
        errno = 0;
        counters *c = counters_create(3);
        int error = errno;
        size_t made = tl_fail_allocation(0);
        if (made < n) {
            ck_assert_msg(c != NULL, "counters_create(3) returned NULL, though "
                                     "no allocation failed");
            counters_destroy(c);
            return;
        }
        ck_assert_msg(c == NULL,
                      "allocation %zu failed, but counters_create did not "
                      "return NULL",
                      n);
        ck_assert_msg(error == ENOMEM,
                      "allocation %zu failed, but errno is not ENOMEM", n);
    }
}

TEST(destroy, "destroy frees all, and does nothing for NULL")
{
    counters_destroy(NULL);
    for (size_t threads = 1; threads <= 5; threads++) {
        counters *c = create(threads);
        add(c, threads - 1, 1);
        counters_destroy(c);
    }
}

/* ---------------------------------------------------------- the addresses */

static uintptr_t line_of(const volatile void *at)
{
    return (uintptr_t)at / COUNTERS_LINE;
}

/* The lines of the count: two, if it lies across their border. */
static uintptr_t first_line(const counters *c, size_t thread)
{
    return line_of(counters_place(c, thread));
}

static uintptr_t last_line(const counters *c, size_t thread)
{
    return line_of((const volatile char *)counters_place(c, thread) +
                   sizeof(unsigned long) - 1);
}

TEST(place, "counters_place says where the count of a thread lies")
{
    counters *c = create(5);

    for (size_t i = 0; i < 5; i++)
        ck_assert_msg(counters_place(c, i) != NULL,
                      "counters_place(c, %zu) returned NULL", i);
    for (size_t i = 0; i < 5; i++)
        add(c, i, 1000 + i);
    for (size_t i = 0; i < 5; i++) {
        unsigned long there =
            *(const volatile unsigned long *)counters_place(c, i);
        ck_assert_msg(there == 1000 + i,
                      "thread %zu has added %zu, but where counters_place says "
                      "that its count lies there is %lu",
                      i, 1000 + i, there);
    }
    counters_destroy(c);
}

/* Blocks of the test's own around an object, which move it on by 16 bytes each
 * time: some objects begin at a line, some within one. */
struct around {
    char *before, *behind;
    size_t size;
};

static char *block(size_t size)
{
    char *at = malloc(size);

    ck_assert_msg(at != NULL, "no memory for the test itself");
    memset(at, 1, size);
    return at;
}

static counters *create_between(size_t threads, size_t shift, struct around *a)
{
    /* The 8 bytes: malloc's blocks use them up to their end then. */
    a->size = NEIGHBOUR + 8 + 16 * shift;
    a->before = block(a->size);
    counters *c = create(threads);
    a->behind = block(a->size);
    return c;
}

static void free_around(const struct around *a)
{
    free(a->before);
    free(a->behind);
}

static void check_apart(const counters *c, size_t i, size_t k)
{
    ck_assert_msg(last_line(c, i) < first_line(c, k) ||
                      last_line(c, k) < first_line(c, i),
                  "the counts of thread %zu and of thread %zu lie on the same "
                  "cache line",
                  i, k);
}

static void check_flag(const counters *c, size_t i, size_t k)
{
    uintptr_t flag = line_of(counters_closed_place(c, k));

    ck_assert_msg(flag < first_line(c, i) || flag > last_line(c, i),
                  "the flag that thread %zu reads at each addition lies on the "
                  "cache line on which thread %zu counts",
                  k, i);
}

/* Calls a check for each two threads of objects of several sizes, wherever
 * memory lets them begin. */
static void for_each_two(void (*check)(const counters *c, size_t i, size_t k))
{
    for (size_t threads = 2; threads <= 9; threads++) {
        for (size_t shift = 0; shift < SHIFTS; shift++) {
            struct around a;
            counters *c = create_between(threads, shift, &a);
            for (size_t i = 0; i < threads; i++) {
                for (size_t k = 0; k < threads; k++) {
                    if (i != k)
                        check(c, i, k);
                }
            }
            counters_destroy(c);
            free_around(&a);
        }
    }
}

TEST(counts_apart, "No two threads have their counts on one cache line")
{
    for_each_two(check_apart);
}

TEST(flag_apart, "No thread counts on the line of the flag that others read")
{
    for_each_two(check_flag);
}

static void check_block(const counters *c, size_t threads, const char *at,
                        size_t size)
{
    for (size_t i = 0; i < threads; i++)
        ck_assert_msg(
            line_of(at + size - 1) < first_line(c, i) ||
                line_of(at) > last_line(c, i),
            "on the cache line on which thread %zu counts there lies "
            "also a block of somebody else, from malloc; the count "
            "lies %zu bytes behind the line's begin",
            i, (size_t)((uintptr_t)counters_place(c, i) % COUNTERS_LINE));
}

static void check_objects(const counters *c, const counters *d, size_t threads)
{
    for (size_t i = 0; i < threads; i++) {
        for (size_t k = 0; k < threads; k++)
            ck_assert_msg(last_line(c, i) < first_line(d, k) ||
                              last_line(d, k) < first_line(c, i),
                          "the counts of thread %zu in one object and of "
                          "thread %zu in another one lie on the same cache "
                          "line",
                          i, k);
    }
}

TEST(alone, "Nothing else of the program lies on the line of a count")
{
    for (size_t threads = 1; threads <= 9; threads++) {
        for (size_t shift = 0; shift < SHIFTS; shift++) {
            struct around a, b;
            counters *c = create_between(threads, shift, &a);
            counters *d = create_between(threads, SHIFTS - shift, &b);
            check_block(c, threads, a.before, a.size);
            check_block(c, threads, a.behind, a.size);
            check_block(d, threads, b.before, b.size);
            check_block(d, threads, b.behind, b.size);
            check_objects(c, d, threads);
            counters_destroy(c);
            counters_destroy(d);
            free_around(&a);
            free_around(&b);
        }
    }
}

/* ------------------------------------------------------------- the threads */

struct adder {
    pthread_t thread;
    counters *c;
    size_t number, rounds;
    unsigned long added;
};

static void *add_all(void *arg)
{
    struct adder *a = arg;

    for (size_t i = 0; i < a->rounds; i++) {
        if (counters_add(a->c, a->number, a->number + 1))
            a->added += a->number + 1;
    }
    return NULL;
}

static void start(struct adder *adders, counters *c, size_t rounds)
{
    for (size_t i = 0; i < THREADS; i++) {
        adders[i] = (struct adder){.c = c, .number = i, .rounds = rounds};
        int error =
            pthread_create(&adders[i].thread, NULL, add_all, &adders[i]);
        ck_assert_int_eq(error, 0);
    }
}

static unsigned long join(struct adder *adders)
{
    unsigned long added = 0;

    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(adders[i].thread, NULL);
        added += adders[i].added;
    }
    return added;
}

STRESS(adding, "Four threads add, a fifth one takes sums: all of it is there")
{
    struct adder adders[THREADS];
    counters *c = create(THREADS);
    size_t rounds = tl_rounds(50000);
    unsigned long last = 0;
    bool fell = false;

    start(adders, c, rounds);
    for (size_t i = 0; i < tl_rounds(200); i++) {
        unsigned long now = counters_sum(c);
        fell = fell || now < last;
        last = now;
    }
    unsigned long added = join(adders);
    ck_assert_msg(!fell, "a sum was less than one taken before");
    ck_assert_msg(
        added == rounds * (1 + 2 + 3 + 4),
        "some counters_add returned false, but the counters are open");
    sum(c, added);
    counters_destroy(c);
}

STRESS(closing, "Four threads add until they find the counters closed")
{
    struct adder adders[THREADS];
    counters *c = create(THREADS);

    start(adders, c, tl_rounds(50000));
    (void)counters_sum(c);
    counters_close(c);
    unsigned long added = join(adders);
    sum(c, added);
    counters_destroy(c);
}
