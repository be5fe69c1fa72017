/* What an answer is worth, in time and late. */
#include "src/class/score.h"

#include <check.h>
#include <math.h>

Suite *suite(void);

static struct score worth(enum record_outcome outcome, int64_t handed_in)
{
    static const struct record_stage stages[] = {
        {.stage = STAGE_BUILD, .outcome = OUTCOME_PASSED},
        {.stage = STAGE_TESTS, .outcome = OUTCOME_FAILED},
        {.stage = STAGE_SHAPE, .outcome = OUTCOME_PASSED},
    };
    static struct assigned of = {.exercise = "bank", .points = 10};
    const struct assignment as = {.list = &of,
                                  .n = 1,
                                  .has_due = true,
                                  .due = 1000000,
                                  .late_percent = 15,
                                  .late_days = 3};
    const struct record r = {.outcome = outcome,
                             .handed_in = handed_in,
                             .stages = stages,
                             .nstages = 3};

    of.partial[STAGE_BUILD] = 10;
    of.partial[STAGE_TESTS] = 50;
    of.partial[STAGE_SHAPE] = 3.333;
    return score_of(&as, &of, &r);
}

START_TEST(points)
{
    ck_assert_double_eq(worth(RECORD_PASSED, 1000000).points, 10);
    ck_assert_double_eq(worth(RECORD_FAILED, 0).points, 1.33);
    ck_assert_double_eq(worth(RECORD_MISSING, 0).points, 0);
    ck_assert(worth(RECORD_MISSING, 0).known);
    ck_assert(worth(RECORD_UNREADABLE, 0).known);
    ck_assert(!worth(RECORD_UNSURE, 0).known);
    ck_assert(!worth(RECORD_TAMPERED, 0).known);
    ck_assert(!worth(RECORD_INFRA_ERROR, 0).known);
}
END_TEST

START_TEST(lateness)
{
    struct score s = worth(RECORD_PASSED, 1000001);

    ck_assert_int_eq(s.late_days, 1);
    ck_assert_double_eq(s.points, 8.5);
    ck_assert_double_eq(s.taken, 1.5);
    ck_assert_int_eq(worth(RECORD_PASSED, 1000000 + 86400).late_days, 1);
    ck_assert_int_eq(worth(RECORD_PASSED, 1000001 + 86400).late_days, 2);
    ck_assert_double_eq(worth(RECORD_PASSED, 1000000 + 3 * 86400).points, 5.5);
    ck_assert_double_eq(worth(RECORD_PASSED, 1000001 + 3 * 86400).points, 0);
    ck_assert_int_eq(worth(RECORD_PASSED, 0).late_days, 0);
}
END_TEST

/* Rounding never takes more than there is: 5% of 2.5 points is 0.125, and all
 * of it is taken. */
START_TEST(nothing_below_zero)
{
    static const struct record_stage build = {.stage = STAGE_BUILD,
                                              .outcome = OUTCOME_PASSED};
    struct record r = {.outcome = RECORD_FAILED,
                       .handed_in = 2000000,
                       .stages = &build,
                       .nstages = 1};
    struct assigned of = {.exercise = "bank", .points = 2.5};
    const struct assignment as = {
        .list = &of, .n = 1, .has_due = true, .due = 1000000};

    for (int percent = 0; percent <= 1000; percent++) {
        of.partial[STAGE_BUILD] = percent / 10.0;
        r.handed_in = 2000000;
        struct score late = score_of(&as, &of, &r);
        r.handed_in = 1000000;
        struct score in_time = score_of(&as, &of, &r);
        ck_assert_double_eq(late.points, 0);
        ck_assert_int_eq(signbit(late.points), 0);
        ck_assert_double_eq(late.taken, in_time.points);
        ck_assert_double_eq(in_time.taken, 0);
    }
}
END_TEST

/* More than 100 percent a few days on is 100. */
START_TEST(many_days)
{
    const struct assigned of = {.exercise = "bank", .points = 10};
    const struct assignment as = {.list = &of,
                                  .n = 1,
                                  .has_due = true,
                                  .due = 1000000,
                                  .late_percent = 60,
                                  .late_days = 7};
    const struct record r = {.outcome = RECORD_PASSED,
                             .handed_in = 1000000 + 2 * 86400};
    const struct record ages = {.outcome = RECORD_PASSED,
                                .handed_in = INT64_MAX};

    ck_assert_double_eq(score_of(&as, &of, &r).points, 0);
    ck_assert_double_eq(score_of(&as, &of, &r).taken, 10);
    ck_assert_double_eq(score_of(&as, &of, &ages).points, 0);
    ck_assert_int_gt(score_of(&as, &of, &ages).late_days, 7);
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *t = tcase_create(name);

    suite_add_tcase(s, t);
    return t;
}

Suite *suite(void)
{
    Suite *s = suite_create("score");

    tcase_add_test(add(s, "points"), points);
    tcase_add_test(add(s, "lateness"), lateness);
    tcase_add_test(add(s, "nothing below zero"), nothing_below_zero);
    tcase_add_test(add(s, "many days"), many_days);
    return s;
}
