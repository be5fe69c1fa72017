/* Which hints may be shown, with a clock of our own. */
#include "src/course/ladder.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];
static struct arena *a;
static struct store *store;
static struct ladder_step step;

/* These two run outside the test's process: a test that fails leaves nothing.
 */
static void make_dir(void)
{
    strcpy(dir, "/tmp/threadlings-ladder-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void remove_dir(void)
{
    struct err e;

    ck_assert(file_remove(dir, &e));
}

static void open_store(void)
{
    const char *notice;
    struct err e;

    a = arena_new();
    ck_assert(store_open(a, dir, &store, &notice, &e));
    ck_assert_ptr_null(notice);
}

static void close_store(void)
{
    store_close(store);
    arena_free(a);
}

static void next_of(const char *ladder, size_t nrungs, long attempts,
                    int64_t now)
{
    struct err e;

    ck_assert_msg(ladder_next(store, "exercise", ladder, nrungs, attempts, now,
                              &step, &e),
                  "%s", e.text);
}

static void expect(size_t upto, bool fresh, bool exhausted, long wait_s)
{
    ck_assert_uint_eq(step.upto, upto);
    ck_assert_int_eq(step.fresh, fresh);
    ck_assert_int_eq(step.exhausted, exhausted);
    ck_assert_int_eq(step.wait_s, wait_s);
}

START_TEST(first_rung_at_once)
{
    next_of("one", 3, 1, 1000);
    expect(1, true, false, 0);
}
END_TEST

START_TEST(asking_again_waits)
{
    next_of("two", 3, 1, 1000);
    next_of("two", 3, 1, 1000);
    expect(1, false, false, 60);
    next_of("two", 3, 1, 1059);
    expect(1, false, false, 1);
    next_of("two", 3, 1, 1060);
    expect(2, true, false, 0);
    next_of("two", 3, 1, 1061);
    expect(2, false, false, 59);
}
END_TEST

START_TEST(an_attempt_brings_the_next)
{
    next_of("three", 3, 1, 1000);
    next_of("three", 3, 2, 1001);
    expect(2, true, false, 0);
    next_of("three", 3, 2, 1002);
    expect(2, false, false, 59);
}
END_TEST

START_TEST(the_last_stays)
{
    next_of("four", 2, 1, 1000);
    next_of("four", 2, 2, 1001);
    expect(2, true, true, 0);
    next_of("four", 2, 2, 1002);
    expect(2, false, true, 0);
    next_of("four", 2, 3, 9000);
    expect(2, false, true, 0);
    next_of("single", 1, 1, 1000);
    expect(1, true, true, 0);
}
END_TEST

START_TEST(a_clock_set_back_locks_nobody_out)
{
    next_of("five", 3, 1, 1000000);
    next_of("five", 3, 1, 1000);
    expect(2, true, false, 0);
    next_of("five", 3, 1, 1001);
    expect(2, false, false, 59);
}
END_TEST

START_TEST(an_update_shortens_the_ladder)
{
    for (long i = 0; i < 5; i++)
        next_of("six", 5, i, 1000);
    expect(5, true, true, 0);
    next_of("six", 3, 9, 9000);
    expect(3, false, true, 0);
    next_of("six", 6, 9, 9000);
    expect(6, true, true, 0);
}
END_TEST

START_TEST(lost_attempts_lock_nobody_out)
{
    next_of("seven", 3, 10, 1000);
    next_of("seven", 3, 0, 1001);
    expect(2, true, false, 0);
}
END_TEST

START_TEST(ladders_are_separate)
{
    next_of("eight", 3, 1, 1000);
    next_of("nine", 3, 1, 1001);
    expect(1, true, false, 0);
}
END_TEST

START_TEST(remembered_in_the_next_run)
{
    next_of("ten", 3, 1, 1000);
    close_store();
    open_store();
    next_of("ten", 3, 1, 1010);
    expect(1, false, false, 50);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, make_dir, remove_dir);
    tcase_add_checked_fixture(tc, open_store, close_store);
    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("ladder");

    add(s, "the first rung at once", first_rung_at_once);
    add(s, "asking again waits a minute", asking_again_waits);
    add(s, "an attempt brings the next", an_attempt_brings_the_next);
    add(s, "the last stays", the_last_stays);
    add(s, "a clock set back", a_clock_set_back_locks_nobody_out);
    add(s, "a ladder that got shorter", an_update_shortens_the_ladder);
    add(s, "attempts that were lost", lost_attempts_lock_nobody_out);
    add(s, "ladders are separate", ladders_are_separate);
    add(s, "remembered in the next run", remembered_in_the_next_run);
    return s;
}
