/* A learner's way through a lesson. */
#include "src/ui/player.h"

#include "src/course/review.h"
#include "src/ui/demo.h"
#include "src/ui/progress.h"
#include "src/ui/question.h"
#include "src/ui/review.h"
#include "src/ui/step.h"
#include "tests/unit/app_test.h"

#include <time.h>

static struct err e;

static void resume(void)
{
    static int stand_in;

    app.repl = (struct repl *)&stand_in;
    ck_assert_msg(player_resume(&app, &e), "%s", e.text);
}

static void start_again(void)
{
    app_reopen();
    resume();
}

static int type(const char *line)
{
    return command_line(&app, line);
}

static void at(const char *lesson, const char *step)
{
    ck_assert_str_eq(app.lesson->slug, lesson);
    ck_assert_str_eq(step_current(&app)->id, step);
}

static size_t steps_done(void)
{
    struct progress p;

    ck_assert(progress_load(app.arena, &app, app.lesson, &p, &e));
    return p.done;
}

/* The number on the screen of the choice with this index in the file. */
static const char *number_of(size_t choice)
{
    size_t i = 0;

    while (app.player->order[i] != choice)
        i++;
    return arena_printf(app.arena, "%zu", i + 1);
}

/* The log's ratings of one card, in order: "31". */
static const char *ratings(const char *card)
{
    struct review_entry *log;
    struct buf b = BUF_INIT;
    size_t n;

    ck_assert(store_reviews(app.arena, app.store, &log, &n, &e));
    for (size_t i = 0; i < n; i++)
        if (strcmp(log[i].card, card) == 0)
            buf_printf(&b, "%d", log[i].rating);
    const char *kept = buf_keep(app.arena, &b);
    buf_free(&b);
    return kept;
}

START_TEST(newcomer_starts_at_the_first_step)
{
    resume();
    at("first", "hello");
    ck_printed("Hello there.");
    ck_assert_str_eq(player_prompt(&app, app.arena), "first 1/6 > ");
    ck_assert(!player_asks(&app));
}
END_TEST

START_TEST(enter_goes_on_and_counts_what_was_read)
{
    resume();
    ck_assert_uint_eq(steps_done(), 0);
    type("");
    at("first", "pick");
    ck_assert_uint_eq(steps_done(), 1);
    ck_assert(player_asks(&app));
}
END_TEST

START_TEST(enter_does_not_pass_a_question)
{
    resume();
    type("");
    app_printed();
    type("");
    at("first", "pick");
    ck_printed("Type the number");
}
END_TEST

START_TEST(place_survives)
{
    resume();
    type("go first count");
    start_again();
    at("first", "count");
}
END_TEST

START_TEST(wrong_answer_is_explained_and_asked_again)
{
    resume();
    type("go first pick");
    app_printed();
    ck_assert_int_eq(type(number_of(1)), STATUS_FAILED);
    const char *printed = app_printed();
    ck_assert(strstr(printed, "No reason."));
    ck_assert(!strstr(printed, "Worse."));
    ck_assert(!strstr(printed, "More on it."));
    ck_assert(player_asks(&app));
    ck_assert_uint_eq(steps_done(), 0);
}
END_TEST

START_TEST(right_answer_is_explained_and_counts)
{
    resume();
    type("go first pick");
    app_printed();
    ck_assert_int_eq(type(number_of(0)), STATUS_OK);
    const char *printed = app_printed();
    ck_assert(strstr(printed, "Right."));
    ck_assert(strstr(printed, "Good reason."));
    ck_assert(strstr(printed, "More on it."));
    ck_assert_uint_eq(steps_done(), 1);
    at("first", "pick"); /* never moves on by itself */
    ck_assert(!player_asks(&app));
    type("");
    at("first", "name-it");
}
END_TEST

START_TEST(only_the_first_answer_feeds_the_log)
{
    resume();
    type("go first pick");
    type(number_of(2));
    type(number_of(0));
    ck_assert_str_eq(ratings("first/pick"), "1");
    start_again();
    type("go first pick");
    type(number_of(0));
    ck_assert_str_eq(ratings("first/pick"), "1");
    type("go first count");
    type("3");
    ck_assert_str_eq(ratings("first/count"), "3");
}
END_TEST

START_TEST(unreadable_answer_costs_nothing)
{
    resume();
    type("go first count");
    ck_assert_int_eq(type("3 4 5"), STATUS_USAGE);
    ck_assert_str_eq(ratings("first/count"), "");
    ck_assert_int_eq(type("3"), STATUS_OK);
    ck_assert_str_eq(ratings("first/count"), "3");
}
END_TEST

START_TEST(skip_shows_the_answer_and_leaves_it_open)
{
    resume();
    type("go first count");
    app_printed();
    type("s");
    ck_printed("  3\n");
    ck_assert_uint_eq(steps_done(), 0);
    ck_assert_str_eq(ratings("first/count"), "1");
    type("");
    at("first", "sort");
}
END_TEST

START_TEST(lines_are_shuffled_until_right)
{
    resume();
    type("go first sort");
    ck_assert_int_eq(type("1 2 3"), STATUS_FAILED); /* never the right order */
    const char *answer = arena_printf(app.arena, "%s %s %s", number_of(0),
                                      number_of(1), number_of(2));
    ck_assert_int_eq(type(answer), STATUS_OK);
}
END_TEST

START_TEST(explanation_is_rated_by_the_learner)
{
    resume();
    type("go first say-why");
    app_printed();
    ck_assert_int_eq(type("because of this"), STATUS_OK);
    ck_printed("Model answer.");
    ck_assert(player_asks(&app));
    ck_assert_int_eq(type("7"), STATUS_USAGE);
    ck_assert_uint_eq(steps_done(), 0);
    /* The word of the rating, although it is a command, too. */
    ck_assert_int_eq(type("again"), STATUS_OK);
    ck_assert_uint_eq(steps_done(), 1);
    ck_assert_str_eq(ratings("first/say-why"), "1");
}
END_TEST

START_TEST(empty_explanation_shows_the_model)
{
    resume();
    type("go first say-why");
    app_printed();
    type("");
    ck_printed("Model answer.");
    type("good");
    ck_assert_str_eq(ratings("first/say-why"), "3");
}
END_TEST

static void put_exercise(void)
{
    app_put("share/lessons/030-build.json",
            "{\"format\":1,\"title\":\"Build\",\"about\":\"Three.\",\"steps\":["
            "{\"exercise\":\"make\",\"name\":\"sum\"},{\"read\":\"end\"}]}");
    app_put("share/lessons/030-build.md",
            "## Make\nMake it.\n### Afterwards\nWell made.\n## End\nEnd.\n");
    app_reopen();
}

START_TEST(passing_tells_what_comes_afterwards_once)
{
    put_exercise();
    resume();
    ck_assert(!player_exercise_passed(&app, "sum", false)); /* not there */
    type("go build");
    app_printed();
    ck_assert(!player_exercise_passed(&app, "other", false));
    ck_assert_ptr_null(strstr(app_printed(), "Well made."));
    ck_assert(player_exercise_passed(&app, "sum", false));
    ck_printed("Well made.");
    ck_assert_uint_eq(steps_done(), 1);
    at("build", "make"); /* never moves on by itself */
    ck_assert(player_exercise_passed(&app, "sum", true));
    ck_assert_ptr_null(strstr(app_printed(), "Well made."));
    type("again");
    app_printed();
    ck_assert(player_exercise_passed(&app, "sum", true));
    ck_printed("Well made.");
    type("");
    at("build", "end");
}
END_TEST

START_TEST(passing_in_a_shell_tells_it_the_first_time)
{
    put_exercise();
    ck_assert(!player_exercise_passed(&app, "sum", false)); /* a newcomer */
    resume();
    type("go build");
    app_reopen();
    app.repl = NULL;
    app_printed();
    ck_assert(player_exercise_passed(&app, "sum", false));
    ck_printed("Well made.");
    app_reopen();
    app.options.json = true;
    ck_assert(player_exercise_passed(&app, "sum", false));
    ck_assert_str_eq(app_printed(), "");
    app_reopen();
    ck_assert(player_exercise_passed(&app, "sum", true));
    ck_assert_str_eq(app_printed(), "");
}
END_TEST

START_TEST(lesson_ends_with_a_summary)
{
    resume();
    type("go first say-why");
    type("for a reason");
    type("4");
    app_printed();
    type("");
    const char *printed = app_printed();
    ck_assert(strstr(printed, "1 of 6 steps done"));
    ck_assert(strstr(printed, "`go first 2`"));
    ck_assert(strstr(printed, "lesson broken is left out"));
    ck_assert_msg(strstr(printed, "Next lesson: **Last**\n"), "%s", printed);
    ck_assert(strstr(printed, "→ Enter goes there.\n"));
    at("first", "say-why");
    type("");
    at("last", "bye");
    type("");
    type("");
    at("last", "bye");
    ck_printed("last lesson");
}
END_TEST

START_TEST(back_returns)
{
    resume();
    type("back");
    at("first", "hello");
    type("go first say-why");
    type("next"); /* the end of the lesson */
    type("back");
    at("first", "say-why");
    type("b");
    at("first", "sort");
    type("go last");
    app_printed();
    ck_assert_int_eq(type("back"), STATUS_USAGE); /* the broken one */
    at("last", "bye");
}
END_TEST

START_TEST(go_finds_by_name_and_number)
{
    resume();
    ck_assert_int_eq(type("go 20"), STATUS_OK);
    at("last", "bye");
    ck_assert_int_eq(type("go 10 4"), STATUS_OK);
    at("first", "count");
    ck_assert_int_eq(type("go last"), STATUS_OK);
    ck_assert_int_eq(type("go first"), STATUS_OK);
    at("first", "count"); /* where it was left */
    app_printed();
    ck_assert_int_eq(type(":go frist"), STATUS_USAGE);
    ck_printed("did you mean 'first'?");
    ck_assert_int_eq(type(":go first 7"), STATUS_USAGE);
    ck_assert_int_eq(type(":go first 0"), STATUS_USAGE);
    ck_assert_int_eq(type(":go broken"), STATUS_USAGE);
    at("first", "count");
}
END_TEST

START_TEST(lesson_that_is_gone)
{
    resume();
    type("go last");
    app_printed();
    ck_assert(
        unlink(file_join(app.arena, app.share, "lessons/020-last.json")) == 0);
    start_again();
    at("first", "hello");
    ck_printed("is gone");
}
END_TEST

START_TEST(step_that_is_gone)
{
    resume();
    type("go first hello");
    type("");
    type(number_of(0));
    type("go first count");
    app_printed();
    char *json = arena_strdup(app.arena, app_lesson_json);
    char *md = arena_strdup(app.arena, app_lesson_md);
    memcpy(strstr(json, "\"count\""), "\"sums5\"", 7);
    memcpy(strstr(md, "## Count"), "## Sums5", 8);
    app_put("share/lessons/010-first.json", json);
    app_put("share/lessons/010-first.md", md);
    start_again();
    at("first", "name-it"); /* the first that is open */
    ck_printed("is gone");
}
END_TEST

START_TEST(lesson_that_broke_keeps_the_place)
{
    resume();
    type("go last");
    app_printed();
    app_put("share/lessons/020-last.json", "{");
    start_again();
    at("first", "hello");
    ck_printed("020-last.json:");
    app_put("share/lessons/020-last.json",
            "{\"format\":1,\"title\":\"Last\",\"about\":\"Two.\","
            "\"steps\":[{\"read\":\"bye\"}]}");
    start_again();
    at("last", "bye");
}
END_TEST

START_TEST(no_lesson_at_all)
{
    ck_assert(
        unlink(file_join(app.arena, app.share, "lessons/020-last.json")) == 0);
    app_put("share/lessons/010-first.json", "{");
    app_reopen();
    ck_assert(!player_resume(&app, &e));
    ck_assert_int_eq(type("next"), STATUS_USAGE);
    ck_assert_int_eq(type(""), STATUS_OK);
    ck_assert_str_eq(player_prompt(&app, app.arena), "threadlings > ");
}
END_TEST

START_TEST(narrow_terminals_get_a_short_prompt)
{
    resume();
    app.look.width = 10;
    ck_assert_str_eq(player_prompt(&app, app.arena), "> ");
    type("go first pick");
    type("l");
    type("?");
}
END_TEST

START_TEST(due_cards_are_counted)
{
    const struct review_entry old = {"first/count", 1000000, RATING_GOOD};
    const struct review_entry gone = {"gone/step", 1000000, RATING_GOOD};
    const struct review_entry fresh = {"first/pick", (int64_t)time(NULL),
                                       RATING_GOOD};

    ck_assert_uint_eq(review_due(&app), 0);
    ck_assert(store_review_add(app.store, &old, &e) &&
              store_review_add(app.store, &gone, &e) &&
              store_review_add(app.store, &fresh, &e));
    ck_assert_uint_eq(review_due(&app), 1);
}
END_TEST

START_TEST(outputs_are_one_line)
{
    ck_assert_str_eq(question_output(app.arena, "A\nB\n\n"), "A / B");
    ck_assert_str_eq(question_output(app.arena, "A / B"), "A / B");
    ck_assert_str_eq(question_output(app.arena, ""), "");
}
END_TEST

START_TEST(numbers_are_asked_with_their_unit)
{
    const struct question plain = {.ask = ASK_NUMBER};
    const struct question time = {.ask = ASK_NUMBER, .unit = "ms"};

    ck_assert_str_eq(question_expects(app.arena, &plain), "type a number");
    ck_assert_str_eq(question_expects(app.arena, &time),
                     "type a number, in ms");
}
END_TEST

START_TEST(said_follows_the_shown_numbers)
{
    const struct choice choices[3] = {
        {.text = "x"}, {.text = "y"}, {.text = "z"}};
    const struct question q = {.choices = choices, .nchoices = 3};
    const size_t order[] = {2, 0, 1};
    bool said[3] = {false};

    question_said(&q, order, "1, c", said);
    ck_assert(!said[0] && said[1] && said[2]);
    question_said(&q, order, "99 0 z", said);
    ck_assert(!said[0]);
}
END_TEST

START_TEST(table_shows_what_nobody_listed)
{
    const struct choice choices[2] = {{.text = "A\nB", .right = true},
                                      {.text = "C"}};
    const struct step step = {.type = STEP_PREDICT,
                              .runs = 10,
                              .question = {.choices = choices, .nchoices = 2}};
    struct demo_outcome outcomes[2] = {{"A / B", 6}, {"x\x1b[2J|`", 1}};
    const struct demo_tally tally = {outcomes, 2, 7, "stopped"};
    const bool said[2] = {true, false};
    struct buf out = BUF_INIT;

    demo_table(&out, &app.look, &step, &tally, said);
    ck_assert_msg(strstr(out.data, "6 of 7") && strstr(out.data, "1 of 7") &&
                      strstr(out.data, "0 of 7"),
                  "%s", out.data);
    ck_assert_ptr_null(strchr(out.data, '\x1b'));
    ck_assert(strstr(out.data, "[2J|`"));
    ck_assert(strstr(out.data, "After 7 of 10 runs: stopped."));
    buf_free(&out);
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

static void add_answers(Suite *s)
{
    add(s, "a wrong answer is explained and asked again",
        wrong_answer_is_explained_and_asked_again);
    add(s, "a right answer is explained and counts",
        right_answer_is_explained_and_counts);
    add(s, "only the first answer feeds the review log",
        only_the_first_answer_feeds_the_log);
    add(s, "an unreadable answer costs nothing",
        unreadable_answer_costs_nothing);
    add(s, "skip shows the answer and leaves the step open",
        skip_shows_the_answer_and_leaves_it_open);
    add(s, "lines are shuffled, and right in order",
        lines_are_shuffled_until_right);
    add(s, "an explanation is rated by the learner",
        explanation_is_rated_by_the_learner);
    add(s, "an empty explanation shows the model answer",
        empty_explanation_shows_the_model);
    add(s, "an exercise that passes tells what comes afterwards, once",
        passing_tells_what_comes_afterwards_once);
    add(s, "in a shell it tells it the first time",
        passing_in_a_shell_tells_it_the_first_time);
}

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("player");

    add(s, "a newcomer starts at the first step",
        newcomer_starts_at_the_first_step);
    add(s, "Enter goes on and counts what was read",
        enter_goes_on_and_counts_what_was_read);
    add(s, "Enter does not pass a question", enter_does_not_pass_a_question);
    add(s, "the place survives", place_survives);
    add_answers(s);
    add(s, "a lesson ends with a summary", lesson_ends_with_a_summary);
    add(s, "back returns", back_returns);
    add(s, "go finds lessons and steps by name and number",
        go_finds_by_name_and_number);
    add(s, "a lesson that is gone", lesson_that_is_gone);
    add(s, "a step that is gone", step_that_is_gone);
    add(s, "a lesson that broke keeps the place",
        lesson_that_broke_keeps_the_place);
    add(s, "no lesson at all", no_lesson_at_all);
    add(s, "narrow terminals get a short prompt",
        narrow_terminals_get_a_short_prompt);
    add(s, "cards that are due are counted", due_cards_are_counted);
    add(s, "outputs are shown in one line", outputs_are_one_line);
    add(s, "numbers are asked with their unit",
        numbers_are_asked_with_their_unit);
    add(s, "what was said follows the shown numbers",
        said_follows_the_shown_numbers);
    add(s, "the table shows what nobody listed",
        table_shows_what_nobody_listed);
    return s;
}
