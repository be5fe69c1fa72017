/* What is made of measured ratios. */
#include "grader/speed.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static enum outcome judge(const double *list, size_t n, double bar,
                          double *median)
{
    double copy[16];

    memcpy(copy, list, n * sizeof *copy);
    return speed_judge(copy, n, bar, median);
}

START_TEST(quartiles_decide)
{
    static const double list[] = {8, 1, 7, 2, 6, 3, 5, 4};
    double median;

    ck_assert_int_eq(judge(list, 8, 3, &median), OUTCOME_PASSED);
    ck_assert_double_eq(median, 5);
    ck_assert_int_eq(judge(list, 8, 3.1, NULL), OUTCOME_UNSURE);
    ck_assert_int_eq(judge(list, 8, 6, NULL), OUTCOME_UNSURE);
    ck_assert_int_eq(judge(list, 8, 6.1, NULL), OUTCOME_FAILED);
}
END_TEST

START_TEST(a_few_interruptions_change_nothing)
{
    static const double fast[] = {2, 2, 0.1, 2, 2, 2, 0.01, 2, 2};
    static const double slow[] = {0.5, 90, 0.5, 0.5, 0.5, 0.5, 70, 0.5, 0.5};

    ck_assert_int_eq(judge(fast, 9, 1, NULL), OUTCOME_PASSED);
    ck_assert_int_eq(judge(slow, 9, 1, NULL), OUTCOME_FAILED);
}
END_TEST

START_TEST(too_few_are_no_verdict)
{
    static const double list[] = {9, 9, 9, 9, 9};

    ck_assert_int_eq(judge(list, 0, 1, NULL), OUTCOME_UNSURE);
    ck_assert_int_eq(judge(list, 4, 1, NULL), OUTCOME_UNSURE);
    ck_assert_int_eq(judge(list, 5, 1, NULL), OUTCOME_PASSED);
}
END_TEST

START_TEST(reports_are_read)
{
    struct arena *a = arena_new();
    struct speed *list;
    size_t n;

    ck_assert(speed_parse(a,
                          "one\t1.5\tIt is quick\t 2 2 2 2 2\n"
                          "two\t3\tIt is quicker\t 2 2 2 2 2 2\n",
                          &list, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(list[0].id, "one");
    ck_assert_str_eq(list[0].what, "It is quick");
    ck_assert_double_eq(list[0].bar, 1.5);
    ck_assert_int_eq(list[0].outcome, OUTCOME_PASSED);
    ck_assert_uint_eq(list[1].rounds, 6);
    ck_assert_int_eq(list[1].outcome, OUTCOME_FAILED);
    ck_assert(speed_parse(a, "", &list, &n));
    ck_assert_uint_eq(n, 0);
    arena_free(a);
}
END_TEST

START_TEST(what_is_no_report_is_refused)
{
    static const char *const wrong[] = {
        "one", "one\t1\tIt is quick", "one\tx\tIt is quick\t 1 1",
        "one\t1\tIt is quick\t 1 nan",
        "a\t1\tb\t 1\na\t1\tb\t 1\na\t1\tb\t 1\n"
        "a\t1\tb\t 1\na\t1\tb\t 1\n"};
    struct arena *a = arena_new();
    struct speed *list;
    size_t n;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert(!speed_parse(a, wrong[i], &list, &n));
    arena_free(a);
}
END_TEST

#define ADD(name)                        \
    do {                                 \
        TCase *tc = tcase_create(#name); \
        tcase_add_test(tc, name);        \
        suite_add_tcase(s, tc);          \
    } while (0)

Suite *suite(void)
{
    Suite *s = suite_create("speed");

    ADD(quartiles_decide);
    ADD(a_few_interruptions_change_nothing);
    ADD(too_few_are_no_verdict);
    ADD(reports_are_read);
    ADD(what_is_no_report_is_refused);
    return s;
}
