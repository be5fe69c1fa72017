/* The TESTs use the stack from one thread: what they find, they find every
 * time. The STRESS lets threads take numbers from a pool and put them back;
 * what each does with a number while it has it is an ordinary variable, so that
 * the race detector sees a stack that orders nothing. */
#include "threadlings.h"
#include "treiber_stack.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

enum {
    UNTOUCHED = 559038737, /* what a refused pop must leave in *number */
    ALLOCATIONS_MAX = 16,  /* a create makes no more than that */
};

static treiber_stack *create(size_t count)
{
    treiber_stack *s = treiber_create(count);

    ck_assert_msg(s != NULL, "treiber_create(%zu) returned NULL", count);
    return s;
}

static void pop(treiber_stack *s, unsigned expected)
{
    unsigned number = UNTOUCHED;

    ck_assert_msg(treiber_pop(s, &number),
                  "treiber_pop returned false, but %u is in the stack",
                  expected);
    ck_assert_msg(number == expected, "treiber_pop gave %u, expected %u",
                  number, expected);
}

static void none(treiber_stack *s)
{
    unsigned number = UNTOUCHED;

    ck_assert_msg(!treiber_pop(s, &number),
                  "treiber_pop returned true, but the stack is empty");
    ck_assert_msg(number == UNTOUCHED,
                  "treiber_pop returned false, but changed *number");
}

TEST(one_number, "What is pushed can be popped")
{
    treiber_stack *s = create(4);

    treiber_push(s, 2);
    pop(s, 2);
    treiber_destroy(s);
}

TEST(last_in_first_out, "The number pushed last comes out first")
{
    treiber_stack *s = create(4);

    treiber_push(s, 1);
    treiber_push(s, 0);
    treiber_push(s, 3);
    pop(s, 3);
    treiber_push(s, 2);
    pop(s, 2);
    pop(s, 0);
    pop(s, 1);
    treiber_destroy(s);
}

TEST(empty, "A pop from an empty stack returns false, leaves *number alone")
{
    treiber_stack *s = create(2);

    none(s);
    treiber_push(s, 0);
    pop(s, 0);
    none(s);
    none(s);
    treiber_push(s, 1);
    treiber_push(s, 0);
    pop(s, 0);
    pop(s, 1);
    none(s);
    treiber_destroy(s);
}

TEST(all_numbers, "All numbers fit in, 0 and count - 1 too, in any order")
{
    static const size_t counts[] = {1, 2, 3, 7, 256, 257, TREIBER_MAX};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        unsigned count = (unsigned)counts[i];
        treiber_stack *s = create(count);
        for (unsigned n = 0; n < count; n++)
            treiber_push(s, n);
        for (unsigned n = count; n-- > 0;)
            pop(s, n);
        none(s);
        for (unsigned n = count; n-- > 0;)
            treiber_push(s, n);
        for (unsigned n = 0; n < count; n++)
            pop(s, n);
        none(s);
        treiber_destroy(s);
    }
}

TEST(many_times, "It still works after more than 70000 changes")
{
    treiber_stack *s = create(3);

    treiber_push(s, 1);
    for (int i = 0; i < 70000; i++) {
        treiber_push(s, 0);
        pop(s, 0);
    }
    treiber_push(s, 2);
    pop(s, 2);
    pop(s, 1);
    none(s);
    treiber_destroy(s);
}

TEST(mixed, "Pushes and pops in any mixture")
{
    enum { COUNT = 9 };
    treiber_stack *s = create(COUNT);
    unsigned model[COUNT], height = 0;
    bool inside[COUNT] = {false};
    uint32_t random = 1;

    for (int i = 0; i < 20000; i++) {
        random = random * 1664525 + 1013904223;
        unsigned number = (random >> 16) % COUNT;
        if (!inside[number]) {
            inside[number] = true;
            model[height++] = number;
            treiber_push(s, number);
        } else {
            number = model[--height];
            inside[number] = false;
            pop(s, number);
        }
        if (height == 0)
            none(s);
    }
    treiber_destroy(s);
}

TEST(independent, "Two stacks know nothing of each other")
{
    treiber_stack *a = create(2), *b = create(3);

    treiber_push(a, 0);
    none(b);
    treiber_push(b, 0);
    treiber_push(b, 2);
    treiber_push(a, 1);
    pop(b, 2);
    pop(a, 1);
    pop(a, 0);
    treiber_destroy(a);
    treiber_push(b, 1);
    pop(b, 1);
    pop(b, 0);
    none(b);
    treiber_destroy(b);
}

TEST(count_wrong, "Count 0 and too large a count give NULL with errno EINVAL")
{
    static const size_t counts[] = {0, (size_t)TREIBER_MAX + 1, SIZE_MAX};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        errno = 0;
        treiber_stack *s = treiber_create(counts[i]);
        int error = errno;
        ck_assert_msg(s == NULL, "treiber_create(%zu) returned a stack",
                      counts[i]);
        ck_assert_msg(error == EINVAL,
                      "errno is %d after treiber_create(%zu), not EINVAL",
                      error, counts[i]);
    }
}

TEST(no_memory, "When memory is out, NULL with errno ENOMEM, nothing kept")
{
    for (size_t n = 1; n <= ALLOCATIONS_MAX; n++) {
        errno = 0;
        tl_fail_allocation(n);
        treiber_stack *s = treiber_create(8);
        int error = errno;
        if (tl_fail_allocation(0) < n) {
            /* It makes fewer allocations than n: none of them failed. */
            ck_assert_msg(s != NULL, "treiber_create(8) returned NULL");
            treiber_destroy(s);
            return;
        }
        ck_assert_msg(s == NULL,
                      "treiber_create returned a stack though allocation %zu "
                      "failed",
                      n);
        ck_assert_msg(error == ENOMEM,
                      "errno is %d, not ENOMEM, when allocation %zu fails",
                      error, n);
    }
    ck_abort_msg("treiber_create allocates more than %d times",
                 (int)ALLOCATIONS_MAX);
}

TEST(destroy, "Destroy takes NULL, an empty, a full and a half-full stack")
{
    treiber_destroy(NULL);
    for (unsigned pushes = 0; pushes <= 4; pushes++) {
        treiber_stack *s = create(4);
        for (unsigned n = 0; n < pushes; n++)
            treiber_push(s, n);
        treiber_destroy(s);
    }
}

/* ------------------------------------------------------------- many threads */

enum { THREADS = 3, NUMBERS = 4 };

static treiber_stack *pool;
static long uses[NUMBERS]; /* each written by whoever has the number */

struct worker {
    int rounds;
    long uses;        /* how often it had a number */
    unsigned strange; /* a number out of range came out */
};

static void *take_and_give(void *arg)
{
    struct worker *w = arg;

    for (int i = 0; i < w->rounds; i++) {
        unsigned a, b;
        bool has_a = treiber_pop(pool, &a), has_b = treiber_pop(pool, &b);
        if ((has_a && a >= NUMBERS) || (has_b && b >= NUMBERS)) {
            w->strange++;
            return NULL;
        }
        if (has_a)
            uses[a]++, w->uses++;
        if (has_b)
            uses[b]++, w->uses++;
        if (i % 64 == 0)
            sched_yield();
        if (has_a)
            treiber_push(pool, a);
        if (has_b)
            treiber_push(pool, b);
    }
    return NULL;
}

STRESS(a_pool,
       "Three threads, four numbers: nobody else has a number that I have")
{
    pthread_t threads[THREADS];
    struct worker workers[THREADS] = {0};
    long counted = 0, expected = 0;
    bool inside[NUMBERS] = {false};
    unsigned number;

    pool = create(NUMBERS);
    for (unsigned n = 0; n < NUMBERS; n++)
        treiber_push(pool, n);
    for (int i = 0; i < THREADS; i++) {
        workers[i].rounds = (int)tl_rounds(20000);
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, take_and_give, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        expected += workers[i].uses;
        ck_assert_msg(workers[i].strange == 0,
                      "a number came out that was never pushed");
    }
    for (int n = 0; n < NUMBERS; n++)
        counted += uses[n];
    for (int n = 0; n < NUMBERS; n++) {
        ck_assert_msg(treiber_pop(pool, &number),
                      "only %d of %d numbers are left", n, NUMBERS);
        ck_assert_msg(number < NUMBERS && !inside[number],
                      "the number %u is in the stack twice", number);
        inside[number] = true;
    }
    none(pool);
    ck_assert_msg(counted == expected,
                  "two threads had one number at the same time");
    treiber_destroy(pool);
}
