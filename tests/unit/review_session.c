/* A review, from its first question to its end. */
#include "src/course/review.h"
#include "src/ui/review.h"
#include "tests/unit/app_test.h"

static struct err e;

/* Two questions that were last answered long ago. */
static void make_due(void)
{
    const struct review_entry count = {"first/count", 1000000, RATING_GOOD};
    const struct review_entry why = {"first/say-why", 1000001, RATING_GOOD};

    ck_assert(store_review_add(app.store, &count, &e));
    ck_assert(store_review_add(app.store, &why, &e));
}

/* Reviews with these lines as input; returns what was printed. */
static const char *review_with(const char *lines)
{
    char *words[] = {"review", NULL};
    int ends[2];

    ck_assert(pipe(ends) == 0);
    ck_assert(write(ends[1], lines, strlen(lines)) == (ssize_t)strlen(lines));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    app_printed();
    ck_assert_int_eq(cmd_review(&app, 1, words), STATUS_OK);
    return app_printed();
}

/* The ratings of one card after the one that made it due. */
static const char *rated(const char *card)
{
    struct review_entry *log;
    struct buf b = BUF_INIT;
    size_t n;

    ck_assert(store_reviews(app.arena, app.store, &log, &n, &e));
    for (size_t i = 0; i < n; i++)
        if (strcmp(log[i].card, card) == 0 && log[i].at > 1000001)
            buf_printf(&b, "%d", log[i].rating);
    const char *kept = buf_keep(app.arena, &b);
    buf_free(&b);
    return kept;
}

START_TEST(asks_all_that_is_due)
{
    make_due();
    const char *printed = review_with("3\neasy\nbecause\n2\n");
    ck_assert(strstr(printed, "Review 1 of 2"));
    ck_assert(strstr(printed, "Review 2 of 2"));
    ck_assert(strstr(printed, "2 questions reviewed."));
    ck_assert_str_eq(rated("first/count"), "4");
    ck_assert_str_eq(rated("first/say-why"), "2");
}
END_TEST

START_TEST(quit_ends_before_an_answer)
{
    make_due();
    const char *printed = review_with("quit\n3\n\n");
    ck_assert(!strstr(printed, "Review 2 of 2"));
    ck_assert(strstr(printed, "2 still due"));
    ck_assert_str_eq(rated("first/count"), "");
}
END_TEST

START_TEST(quit_ends_after_a_wrong_answer)
{
    make_due();
    const char *printed = review_with("4\nquit\nbecause\n3\n");
    ck_assert(!strstr(printed, "Review 2 of 2"));
    ck_assert(strstr(printed, "The answer:"));
    ck_assert_str_eq(rated("first/count"), "1");
    ck_assert_str_eq(rated("first/say-why"), "");
}
END_TEST

START_TEST(quit_ends_after_a_right_answer)
{
    make_due();
    const char *printed = review_with("3\nq\nbecause\n3\n");
    ck_assert(!strstr(printed, "Review 2 of 2"));
    ck_assert(strstr(printed, "1 question reviewed."));
    ck_assert_str_eq(rated("first/count"), "3");
}
END_TEST

START_TEST(quit_ends_before_a_rating)
{
    make_due();
    const char *printed = review_with("3\n\nbecause\nquit\n3\n");
    ck_assert(strstr(printed, "Model answer."));
    ck_assert(strstr(printed, "1 question reviewed."));
    ck_assert_str_eq(rated("first/say-why"), "");
}
END_TEST

START_TEST(end_of_input_ends_it)
{
    make_due();
    ck_assert(!strstr(review_with("4\n"), "Review 2 of 2"));
    ck_assert_str_eq(rated("first/count"), "1");
}
END_TEST

START_TEST(skip_shows_the_answer)
{
    make_due();
    const char *printed = review_with("skip\n");
    ck_assert(strstr(printed, "The answer:"));
    ck_assert(strstr(printed, "Review 2 of 2"));
    ck_assert_str_eq(rated("first/count"), "1");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_unchecked_fixture(t, app_make_dir, app_remove_dir);
    tcase_add_checked_fixture(t, app_setup, app_teardown);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("review session");

    add(s, "all that is due is asked", asks_all_that_is_due);
    add(s, "quit ends it before an answer", quit_ends_before_an_answer);
    add(s, "quit ends it after a wrong answer", quit_ends_after_a_wrong_answer);
    add(s, "quit ends it after a right answer", quit_ends_after_a_right_answer);
    add(s, "quit ends it before a rating", quit_ends_before_a_rating);
    add(s, "the end of input ends it", end_of_input_ends_it);
    add(s, "skip shows the answer", skip_shows_the_answer);
    return s;
}
