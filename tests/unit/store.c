/* Progress: what is remembered, by several programs, through kill -9. */
#include "tests/unit/store_test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

/* ---- What is remembered ---- */

START_TEST(a_new_file_is_empty)
{
    struct store *s = open_quietly();
    const char *lesson, *step;
    struct exercise_state state;
    struct rungs_seen seen;
    struct names names;
    bool found;

    OK(store_place_get(a, s, &found, &lesson, &step, &e));
    ck_assert(!found && lesson == NULL && step == NULL);
    OK(store_lesson_place(a, s, "l", &step, &e));
    ck_assert_ptr_null(step);
    OK(store_steps_done(a, s, "l", &names, &e));
    ck_assert_uint_eq(names.n, 0);
    OK(store_exercise(s, "x", &state, &e));
    ck_assert(state.attempts == 0 && !state.passed && !state.current &&
              state.last == 0);
    OK(store_rungs(s, "x", "l", &seen, &e));
    ck_assert(seen.rungs == 0 && seen.shown_at == 0);
    ck_assert_uint_eq(count_reviews(s), 0);
    store_close(s);
    store_close(NULL);
}
END_TEST

START_TEST(places)
{
    struct store *s = open_quietly();
    const char *lesson, *step;
    bool found;

    OK(store_place_set(s, "one", "a", &e));
    OK(store_place_set(s, "two", "b", &e));
    OK(store_place_set(s, "one", "c", &e));
    store_close(s);
    s = open_quietly();
    OK(store_place_get(a, s, &found, &lesson, &step, &e));
    ck_assert(found);
    ck_assert_str_eq(lesson, "one");
    ck_assert_str_eq(step, "c");
    OK(store_lesson_place(a, s, "two", &step, &e));
    ck_assert_str_eq(step, "b");
    store_close(s);
}
END_TEST

START_TEST(steps_that_are_done)
{
    struct store *s = open_quietly();
    struct names names;
    char step[16];

    for (int i = 0; i < 40; i++) {
        snprintf(step, sizeof step, "step-%02d", i);
        OK(store_step_done(s, "lesson", step, &e));
        OK(store_step_done(s, "lesson", step, &e)); /* twice is once */
    }
    OK(store_step_done(s, "other", "x", &e));
    OK(store_steps_done(a, s, "lesson", &names, &e));
    ck_assert_uint_eq(names.n, 40);
    for (int i = 0; i < 40; i++) {
        snprintf(step, sizeof step, "step-%02d", i);
        ck_assert_str_eq(names.name[i], step);
    }
    store_close(s);
}
END_TEST

START_TEST(attempts)
{
    struct store *s = open_quietly();
    struct exercise_state state;

    OK(store_attempt(s, "x", "failed", "data-race", 1.5, 100, &e));
    OK(store_exercise(s, "x", &state, &e));
    ck_assert(state.attempts == 1 && !state.passed && !state.current);
    OK(store_attempt(s, "x", "passed", "", 1.5, 200, &e));
    OK(store_attempt(s, "y", "failed", "", 1.5, 300, &e));
    OK(store_exercise(s, "x", &state, &e));
    ck_assert(state.attempts == 2 && state.passed && state.current);
    ck_assert_int_eq(state.last, 200);
    /* An earlier time, as the clock was set back: still the latest. */
    OK(store_attempt(s, "x", "unsure", "", 0.0 / 0.0, 50, &e));
    OK(store_exercise(s, "x", &state, &e));
    ck_assert(state.attempts == 3 && state.passed && !state.current);
    ck_assert_int_eq(state.last, 50);
    store_close(s);
}
END_TEST

START_TEST(rungs)
{
    struct store *s = open_quietly();
    struct rungs_seen one = {1, 100, 2}, two = {2, 200, 3}, seen;

    OK(store_rung_shown(s, "x", "ladder", &one, &e));
    OK(store_rung_shown(s, "x", "ladder", &two, &e));
    OK(store_rungs(s, "x", "ladder", &seen, &e));
    ck_assert_mem_eq(&seen, &two, sizeof two);
    OK(store_rungs(s, "x", "other", &seen, &e));
    ck_assert_int_eq(seen.rungs, 0);
    store_close(s);
}
END_TEST

START_TEST(reviews_in_order)
{
    struct store *s = open_quietly();
    struct review_entry *entry;
    size_t n;

    add_reviews(s, 0, 100);
    struct review_entry late = {"odd", -5, 99}; /* kept raw */
    OK(store_review_add(s, &late, &e));
    OK(store_reviews(a, s, &entry, &n, &e));
    ck_assert_uint_eq(n, 101);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(entry[i].at, i);
    ck_assert_str_eq(entry[100].card, "odd");
    ck_assert(entry[100].at == -5 && entry[100].rating == 99);
    store_close(s);
}
END_TEST

START_TEST(answers_in_order)
{
    struct store *s = open_quietly();
    struct answer_entry *entry;
    size_t n;

    OK(store_answers(a, s, &entry, &n, &e));
    ck_assert_uint_eq(n, 0);
    for (int i = 0; i < 50; i++)
        OK(store_answer(s, "one", i % 2 ? "a" : "b", "", i % 3, &e));
    OK(store_answer(s, "two", "c", "typed", 1, &e));
    store_close(s);
    s = open_quietly();
    OK(store_answers(a, s, &entry, &n, &e));
    ck_assert_uint_eq(n, 51);
    ck_assert_str_eq(entry[7].lesson, "one");
    ck_assert_str_eq(entry[7].step, "a");
    ck_assert_str_eq(entry[7].typed, "");
    ck_assert_int_eq(entry[7].right, 1);
    ck_assert_str_eq(entry[50].lesson, "two");
    ck_assert_str_eq(entry[50].typed, "typed");
    store_close(s);
}
END_TEST

START_TEST(strings_are_never_sql)
{
    static const char odd[] = "x'); DROP TABLE done; -- \" \xff \xe2\x82\xac";
    struct store *s = open_quietly();
    struct exercise_state state;
    struct names names;

    OK(store_step_done(s, odd, odd, &e));
    OK(store_steps_done(a, s, odd, &names, &e));
    ck_assert_uint_eq(names.n, 1);
    ck_assert_str_eq(names.name[0], odd);
    OK(store_answer(s, odd, odd, odd, 1, &e));
    OK(store_attempt(s, odd, odd, odd, 1, 1, &e));
    OK(store_exercise(s, odd, &state, &e));
    ck_assert_int_eq(state.attempts, 1);
    store_close(s);
}
END_TEST

START_TEST(the_folder_is_made_and_private)
{
    char *deep = file_join(a, dir, "a/b");
    struct stat st;

    store_close(open_at(deep));
    ck_assert_ptr_null(notice);
    ck_assert_int_eq(stat(deep, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0700);
}
END_TEST

/* ---- Two programs, and kill -9 ---- */

/* Both make the file, both write. */
START_TEST(two_programs_at_once)
{
    enum { PROGRAMS = 3, EACH = 30 };
    pid_t pid[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            struct store *s = open_quietly();
            add_reviews(s, i * EACH, (i + 1) * EACH);
            store_close(s);
            _exit(0);
        }
    }
    for (int i = 0; i < PROGRAMS; i++)
        ck_assert_int_eq(end_of(pid[i]), 0);
    struct store *s = open_quietly();
    ck_assert_uint_eq(count_reviews(s), PROGRAMS * EACH);
    store_close(s);
    check_integrity();
}
END_TEST

/* Writes until it is killed; says each number once it is saved. */
static _Noreturn void write_for_ever(int said, int64_t from)
{
    struct store *s = open_quietly();

    for (int64_t i = from;; i++) {
        struct review_entry entry = {"lesson/step", i, 3};
        if (!store_review_add(s, &entry, &e) ||
            write(said, &i, sizeof i) != sizeof i)
            _exit(1);
    }
}

START_TEST(killed_in_the_middle)
{
    enum { KILLS = 50 };
    int64_t said, last = -1;

    for (int i = 0; i < KILLS; i++) {
        int to_us[2];
        ck_assert_int_eq(pipe(to_us), 0);
        pid_t pid = fork();
        if (pid == 0)
            write_for_ever(to_us[1], last + 1);
        close(to_us[1]);
        /* After a few writes, at a time that differs each time. */
        for (int n = 0; n <= i % 4; n++)
            if (read(to_us[0], &said, sizeof said) == sizeof said)
                last = said;
        struct timespec pause = {0, (i * 7919 % 50) * 100000};
        nanosleep(&pause, NULL);
        kill(pid, SIGKILL);
        ck_assert_int_eq(WTERMSIG(end_of(pid)), SIGKILL);
        while (read(to_us[0], &said, sizeof said) == sizeof said)
            last = said;
        close(to_us[0]);

        struct store *s = open_quietly();
        struct review_entry *entry;
        size_t n;
        OK(store_reviews(a, s, &entry, &n, &e));
        ck_assert(last >= i && n >= (size_t)last + 1);
        for (size_t k = 0; k < n; k++)
            ck_assert_int_eq(entry[k].at, (int64_t)k);
        last = (int64_t)n - 1; /* one more may have been saved, unsaid */
        store_close(s);
    }
    check_integrity();
    struct store *s = open_quietly();
    add_reviews(s, (int)last + 1, (int)last + 2);
    store_close(s);
    ck_assert_uint_eq(files_like(""), 1); /* no journal is left behind */
}
END_TEST

/* ---- Speed ---- */

/* Years of use; the promise is 5 ms, the test leaves room for a busy machine.
 */
START_TEST(opening_is_fast)
{
    struct timespec begin, end;
    double best = 1;
    sqlite3 *db;

    store_close(open_quietly());
    ck_assert_int_eq(sqlite3_open(db_path(), &db), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(
            db,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 3000)"
            " INSERT INTO review SELECT NULL, 'some-lesson/some-step', i, 3"
            " FROM n;"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 2000)"
            " INSERT INTO attempt SELECT NULL, 'exercise', 'failed',"
            " 'data-race', 1.5, i FROM n;",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    for (int i = 0; i < 5; i++) {
        clock_gettime(CLOCK_MONOTONIC, &begin);
        store_close(open_quietly());
        clock_gettime(CLOCK_MONOTONIC, &end);
        double took = (double)(end.tv_sec - begin.tv_sec) +
                      (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
        best = took < best ? took : best;
    }
    printf("# opening took %.2f ms\n", best * 1e3);
    ck_assert_msg(best < 0.05, "%g s", best);
}
END_TEST

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("store");

    add(s, "a new file is empty", a_new_file_is_empty);
    add(s, "places", places);
    add(s, "steps that are done", steps_that_are_done);
    add(s, "attempts", attempts);
    add(s, "rungs", rungs);
    add(s, "reviews keep their order", reviews_in_order);
    add(s, "answers keep their order", answers_in_order);
    add(s, "strings are never SQL", strings_are_never_sql);
    add(s, "the folder is made, and private", the_folder_is_made_and_private);
    add(s, "several programs at once", two_programs_at_once);
    add(s, "kill -9, 50 times", killed_in_the_middle);
    add(s, "opening is fast", opening_is_fast);
    return s;
}
