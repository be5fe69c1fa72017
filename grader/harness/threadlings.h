/* What an exercise's test.c includes: Check's assertions, a way to name tests,
 * and faults to inject. exercises/README.md explains it with an example.
 *
 *     #include "threadlings.h"
 *     #include "spsc_queue.h"
 *
 *     TEST(keeps_order, "Values come out in the order they went in")
 *     {
 *         ...
 *         ck_assert_int_eq(value, 1);
 *     }
 *
 * Every TEST is run in a process of its own, three times: plain, with
 * AddressSanitizer, with ThreadSanitizer. Use Check's assertions in the test's
 * own thread only; other threads report through variables that the test reads
 * after joining them.
 *
 * A test whose outcome depends on timing when the submission is wrong is a
 * STRESS instead of a TEST: what it finds ranks below what a TEST or a
 * sanitizer finds. */
#ifndef THREADLINGS_H
#define THREADLINGS_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

struct tl_test {
    const char *id;
    const char *what; /* the behaviour it checks, as a sentence */
    const TTest *check;
    bool stress;
};

#define TL_TEST(id, sentence, is_stress) \
    TL_TEST_IN("tl_tests", id, sentence, is_stress)
#define TL_TEST_IN(place, id, sentence, is_stress)                      \
    static void id##_fn(int _i);                                        \
    static const TTest id##_ttest = {#id, id##_fn, __FILE__, __LINE__}; \
    static const struct tl_test tl_test_##id                            \
        __attribute__((used, section(place), aligned(8))) = {           \
            #id, sentence, &id##_ttest, is_stress};                     \
    static void id##_fn(int _i CK_ATTRIBUTE_UNUSED)

#define TEST(id, sentence) TL_TEST(id, sentence, false)
#define STRESS(id, sentence) TL_TEST(id, sentence, true)

/* How often a loop may run so that the test takes about as long in each build:
 * `plain` in the plain build, fewer under a sanitizer. At least 1. */
size_t tl_rounds(size_t plain);

/* The n-th call from now (from 1) of malloc, calloc, realloc, aligned_alloc or
 * posix_memalign made anywhere in this process fails with ENOMEM; 0 turns it
 * off. Returns how many such calls were made since it was last set. */
size_t tl_fail_allocation(size_t n);

/* The same for pthread_create, which fails with EAGAIN. */
size_t tl_fail_thread(size_t n);

/* While on, every pthread_cond_wait and pthread_cond_timedwait wakes up once
 * spuriously, as POSIX allows, before it waits for real. */
void tl_spurious_wakeups(bool on);

/* Calls since the test began, by any thread. */
size_t tl_threads_created(void);
size_t tl_threads_joined(void);

/* Allocations that are still held. 0 in the ASan build, which looks itself. */
size_t tl_allocations_held(void);

#endif
