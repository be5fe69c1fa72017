/* FSRS-6 against the published vectors, and what is due. */
#include "src/course/review.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 24 * 60 * 60, HOUR = 60 * 60 };

static void near(double got, double want, double tolerance)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%.7f, expected %.7f", got,
                  want);
}

START_TEST(first_review)
{
    static const double s[] = {0.212, 1.2931, 2.3065, 8.2956};
    static const double d[] = {6.4133, 5.1121707, 2.1181040, 1};
    static const long days[] = {1, 1, 2, 8};

    for (int g = RATING_AGAIN; g <= RATING_EASY; g++) {
        struct memory m = fsrs_first((enum rating)g);
        near(m.stability, s[g - 1], 1e-9);
        near(m.difficulty, d[g - 1], 5e-8);
        ck_assert_int_eq(fsrs_interval(m, 0.9), days[g - 1]);
    }
}
END_TEST

/* Good six times, Again twice, Good five times, each when it is due. The steps
 * within a day, which FSRS itself does not know, are given as 0. */
START_TEST(long_history)
{
    static const int rating[] = {3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3};
    static const int days[] = {0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21};
    static const double s[] = {2.3065,   2.3065, 10.971, 46.3169, 162.9998,
                               497.8766, 6.8904, 2.1546, 2.1546,  3.9831,
                               7.2363,   12.483, 20.7704};
    static const double d[] = {2.1181, 2.1112, 2.1043, 2.0975, 2.0906,
                               2.0837, 7.3832, 9.1251, 9.1112, 9.0973,
                               9.0835, 9.0696, 9.0558};
    struct memory m = fsrs_first(RATING_GOOD);

    for (size_t i = 0; i < 13; i++) {
        if (i > 0)
            m = fsrs_next(m, (enum rating)rating[i], days[i - 1]);
        near(m.stability, s[i], 5e-5);
        near(m.difficulty, d[i], 5e-5);
        if (days[i] > 0)
            ck_assert_int_eq(fsrs_interval(m, 0.9), days[i]);
    }
}
END_TEST

START_TEST(published_history)
{
    static const int days[] = {0, 1, 3, 8, 21};
    struct memory m = fsrs_first(RATING_AGAIN);

    for (size_t i = 0; i < 5; i++)
        m = fsrs_next(m, RATING_GOOD, days[i]);
    near(m.stability, 53.62691, 2e-5);
    near(m.difficulty, 6.3574867, 1e-6);
}
END_TEST

START_TEST(retention_and_interval)
{
    static const double r[] = {0.95, 0.9, 0.85, 0.8, 0.7};
    static const double exact[] = {8.051, 20, 38.129, 66.319, 185.758};
    struct memory m = {.stability = 20, .difficulty = 5};

    for (size_t i = 0; i < 5; i++) {
        near(fsrs_recall(m, exact[i]), r[i], 1e-5);
        ck_assert_int_eq(fsrs_interval(m, r[i]), lround(exact[i]));
    }
    near(fsrs_recall(m, 0), 1, 0);
    m.stability = 0.001;
    ck_assert_int_eq(fsrs_interval(m, 0.9), 1);
    m.stability = 36500;
    ck_assert_int_eq(fsrs_interval(m, 0.7), 36500);
}
END_TEST

START_TEST(bounds_hold)
{
    struct memory m = fsrs_first(RATING_AGAIN);

    for (int i = 0; i < 200; i++) {
        m = fsrs_next(m, RATING_AGAIN, i % 3);
        ck_assert(m.stability >= 0.001 && m.stability <= 36500);
        ck_assert(m.difficulty >= 1 && m.difficulty <= 10);
    }
    near(m.difficulty, 10, 0.1);
    for (int i = 0; i < 200; i++)
        m = fsrs_next(m, RATING_EASY, 36500);
    near(m.stability, 36500, 0);
    near(m.difficulty, 1, 0.1);
}
END_TEST

START_TEST(ratings_are_in_order)
{
    struct memory m = {.stability = 5, .difficulty = 5};

    for (int days = 0; days < 10; days += 5) {
        double before = 0;
        for (int g = RATING_AGAIN; g <= RATING_EASY; g++) {
            double s = fsrs_next(m, (enum rating)g, days).stability;
            ck_assert(s > before || (days == 0 && s >= before));
            before = s;
        }
    }
    /* On the same day a right answer never shortens the interval. */
    m.stability = 30000;
    ck_assert(fsrs_next(m, RATING_GOOD, 0.99).stability >= m.stability);
    ck_assert(fsrs_next(m, RATING_HARD, 0.99).stability < m.stability);
}
END_TEST

/* ---- The schedule ---- */

START_TEST(nothing_is_due_without_a_log)
{
    struct arena *a = arena_new();
    struct card_state *out;

    ck_assert_uint_eq(review_schedule(a, NULL, 0, 0, &out), 0);
    arena_free(a);
}
END_TEST

START_TEST(one_state_a_card)
{
    static const struct review_entry log[] = {
        {"l/a", 0, 3},
        {"l/b", 10, 4},
        {"l/a", 2 * DAY, 3},
    };
    struct arena *a = arena_new();
    struct card_state *out;

    ck_assert_uint_eq(review_schedule(a, log, 3, 2 * DAY, &out), 2);
    ck_assert_str_eq(out[0].card, "l/b"); /* due after 8 days */
    ck_assert_str_eq(out[1].card, "l/a"); /* after 2 + 11 */
    struct memory want = fsrs_next(fsrs_first(RATING_GOOD), RATING_GOOD, 2);
    near(out[1].memory.stability, want.stability, 0);
    ck_assert_int_eq(out[1].last, 2 * DAY);
    ck_assert_int_eq(out[1].due, 13 * DAY - 8 * HOUR);
    arena_free(a);
}
END_TEST

START_TEST(least_remembered_first)
{
    static const struct review_entry log[] = {
        {"l/easy", 0, 4}, {"l/good", 0, 3},       {"l/again", 0, 1},
        {"l/hard", 0, 2}, {"l/new", 50 * DAY, 4}, {"l/newer", 50 * DAY, 3},
    };
    static const char *const want[] = {"l/again", "l/hard",  "l/good",
                                       "l/easy",  "l/newer", "l/new"};
    struct arena *a = arena_new();
    struct card_state *out;

    ck_assert_uint_eq(review_schedule(a, log, 6, 50 * DAY, &out), 6);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_str_eq(out[i].card, want[i]);
        ck_assert_int_eq(out[i].due <= 50 * DAY, i < 4);
    }
    arena_free(a);
}
END_TEST

/* Each evening a little earlier: the card is due, and the day counts. */
START_TEST(an_evening_early_is_a_day)
{
    struct review_entry log[] = {{"l/a", 0, 2}, {"l/a", 20 * HOUR, 3}};
    struct arena *a = arena_new();
    struct card_state *out;

    review_schedule(a, log, 1, 12 * HOUR, &out);
    ck_assert_int_gt(out[0].due, 12 * HOUR);
    review_schedule(a, log, 1, 20 * HOUR, &out);
    ck_assert_int_le(out[0].due, 20 * HOUR);
    review_schedule(a, log, 2, 20 * HOUR, &out);
    near(out[0].memory.stability,
         fsrs_next(fsrs_first(RATING_HARD), RATING_GOOD, 1).stability, 0);
    log[1].at = 12 * HOUR;
    review_schedule(a, log, 2, 20 * HOUR, &out);
    near(out[0].memory.stability,
         fsrs_next(fsrs_first(RATING_HARD), RATING_GOOD, 0).stability, 0);
    arena_free(a);
}
END_TEST

START_TEST(a_wrong_clock_hides_nothing)
{
    static const struct review_entry log[] = {
        {"l/a", 1000 * DAY, 3}, /* the clock was wrong */
        {"l/b", 1000 * DAY, 3},
        {"l/b", 5 * DAY, 3}, /* set right */
    };
    struct arena *a = arena_new();
    struct card_state *out;

    ck_assert_uint_eq(review_schedule(a, log, 3, 5 * DAY, &out), 2);
    ck_assert_str_eq(out[0].card, "l/a");
    ck_assert_int_le(out[0].due, 5 * DAY);
    ck_assert_int_eq(out[1].due, 7 * DAY - 8 * HOUR);
    arena_free(a);
}
END_TEST

START_TEST(unknown_entries_are_passed_over)
{
    static const struct review_entry log[] = {
        {"l/a", 0, 0},         {"l/a", 0, 5},         {"l/b", 0, 3},
        {"l/c", INT64_MIN, 3}, {"l/d", INT64_MAX, 3},
    };
    struct arena *a = arena_new();
    struct card_state *out;

    ck_assert_uint_eq(review_schedule(a, log, 5, DAY, &out), 1);
    ck_assert_str_eq(out[0].card, "l/b");
    arena_free(a);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *tc = tcase_create(name);

    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("review");

    add(s, "FSRS: first review", first_review);
    add(s, "FSRS: thirteen reviews when due", long_history);
    add(s, "FSRS: the published history", published_history);
    add(s, "FSRS: retention and interval", retention_and_interval);
    add(s, "FSRS: bounds hold", bounds_hold);
    add(s, "FSRS: ratings are in order", ratings_are_in_order);
    add(s, "schedule: an empty log", nothing_is_due_without_a_log);
    add(s, "schedule: one state a card", one_state_a_card);
    add(s, "schedule: least remembered first", least_remembered_first);
    add(s, "schedule: an early evening is a day", an_evening_early_is_a_day);
    add(s, "schedule: a wrong clock hides nothing",
        a_wrong_clock_hides_nothing);
    add(s, "schedule: unknown entries", unknown_entries_are_passed_over);
    return s;
}
