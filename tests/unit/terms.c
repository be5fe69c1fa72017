/* Words and beliefs at a step: what is new there, what is explained, and what
 * is said about a belief that comes up again. */
#include "src/ui/terms.h"

#include "src/ui/beliefs.h"
#include "src/ui/complete.h"
#include "src/ui/player.h"
#include "src/ui/step.h"
#include "tests/unit/app_test.h"

static struct err e;

static const char json[] =
    "{\"format\":1,\"title\":\"First\",\"about\":\"One.\",\"steps\":["
    "{\"read\":\"hello\"},"
    "{\"read\":\"again\"},"
    "{\"quiz\":\"one\",\"kind\":\"number\",\"answer\":3,\"misconception\":"
    "\"MEM-1\",\"because\":\"So it is.[^book]\"},"
    "{\"quiz\":\"two\",\"kind\":\"number\",\"answer\":3,\"misconception\":"
    "\"MEM-1\"},"
    "{\"quiz\":\"three\",\"kind\":\"text\",\"answers\":[\"mutex\"],"
    "\"misconception\":\"MEM-1\"},"
    "{\"quiz\":\"four\",\"kind\":\"number\",\"answer\":3,\"misconception\":"
    "\"MEM-2\"},"
    "{\"explain\":\"five\"}]}";
static const char md[] =
    "# First\n## Hello\nA data race, `mutex`.\n\n```\nmutex\n```\n"
    "## Again\nData races and a mutex.[^book]\n## One\nOne?\n### Afterwards\n"
    "A barrier.[^book]\n## Two\nTwo?\n## Three\nThree barriers?\n"
    "## Four\nFour?\n## Five\nWhy?\n### Afterwards\nA semaphore.\n";

static void make_course(void)
{
    ck_assert(
        file_mkdirs(file_join(app.arena, app_dir, "share/data"), 0700, &e));
    app_put("share/lessons/010-first.json", json);
    app_put("share/lessons/010-first.md", md);
    app_put("share/data/glossary.json",
            "{\"format\":1,\"terms\":["
            "{\"term\":\"mutex\",\"says\":\"A `lock`.\"},"
            "{\"term\":\"data race\",\"also\":[\"data races\"],\"says\":\"Bad."
            "\"},"
            "{\"term\":\"Coffman's conditions\",\"says\":\"Four.\"},"
            "{\"term\":\"semaphore\",\"says\":\"A count.\"},"
            "{\"term\":\"barrier\",\"also\":[\"barriers\"],\"says\":\"A "
            "meeting.\"}]}");
    app_put("share/data/facts.json",
            "{\"format\":1,\"facts\":[{\"id\":\"book\",\"statement\":\"So.\","
            "\"source\":{\"document\":\"A book\",\"section\":\"2\"}}]}");
    app_put("share/data/misconceptions.json",
            "{\"format\":1,\"misconceptions\":["
            "{\"id\":\"MEM-1\",\"belief\":\"All is well.\",\"truth\":\"It is "
            "not.\"},"
            "{\"id\":\"MEM-2\",\"belief\":\"Else.\",\"truth\":\"Not.\"}]}");
    app_reopen();
}

static void resume(void)
{
    static int stand_in;

    app.repl = (struct repl *)&stand_in;
    ck_assert_msg(player_resume(&app, &e), "%s", e.text);
    app_printed();
}

static void setup(void)
{
    app_setup();
    make_course();
    resume();
}

static const char *type(const char *line)
{
    command_line(&app, line);
    return app_printed();
}

#define ck_has(text, what)                                                 \
    do {                                                                   \
        const char *text_ = (text);                                        \
        ck_assert_msg(strstr(text_, what), "no '%s' in: %s", what, text_); \
    } while (0)
#define ck_lacks(text, what)                                             \
    do {                                                                 \
        const char *text_ = (text);                                      \
        ck_assert_msg(!strstr(text_, what), "'%s' in: %s", what, text_); \
    } while (0)

START_TEST(new_words_are_offered_where_they_are_new)
{
    ck_has(type("go first hello"), "Enter goes on; `g` explains the new word.");
    ck_assert_str_eq(type("g"), "data race\n  Bad.\n");
    ck_assert_str_eq(type("term"), "data race\n  Bad.\n");
    type("go first again");
    ck_assert_str_eq(type("g"), "mutex\n  A `lock`.\n");
    ck_lacks(type("go first two"), "explains");
}
END_TEST

START_TEST(words_of_the_answer_are_offered_after_it)
{
    ck_lacks(type("go first one"), "explains");
    ck_lacks(type("g"), "A meeting");
    ck_has(type("3"), "Enter goes on; `g` explains the new word.");
    ck_assert_str_eq(type("g"), "barrier\n  A meeting.\n");
    ck_lacks(type("go first three"), "explains");
}
END_TEST

START_TEST(words_of_a_model_answer_are_offered_after_the_rating)
{
    type("go first five");
    ck_lacks(type("because"), "explains");
    ck_has(type("3"), "Enter goes on; `g` explains the new word.");
    ck_lacks(type("again"), "explains");
}
END_TEST

START_TEST(where_nothing_is_new_the_names_are_listed)
{
    type("go first two");
    ck_assert_str_eq(
        type("g"),
        "mutex, data race, Coffman's conditions, semaphore, barrier\n"
        "`term WORD` explains one.\n");
}
END_TEST

START_TEST(any_word_can_be_explained_anywhere)
{
    type("go first two");
    ck_assert_str_eq(type("term Data  races"), "data race\n  Bad.\n");
    ck_assert_str_eq(type("term Coffman's conditions"),
                     "Coffman's conditions\n  Four.\n");
    ck_has(type("term mutx"), "no term 'mutx'; did you mean 'mutex'?");
    ck_has(type("term xyzzy"), "no term 'xyzzy'; `term` lists them");
}
END_TEST

START_TEST(tab_completes_a_term)
{
    struct completion c;

    complete_line(app.arena, &app, "term mu", &c);
    ck_assert_uint_eq(c.n, 1);
    ck_assert_str_eq(c.words[0], "mutex");
    complete_line(app.arena, &app, "g ba", &c);
    ck_assert_uint_eq(c.n, 1);
    ck_assert_str_eq(c.words[0], "barrier");
}
END_TEST

START_TEST(where_words_are_asked_for_a_term_that_is_there_is_a_command)
{
    type("go first three");
    ck_assert_str_eq(type("term mutex"), "mutex\n  A `lock`.\n");
    ck_has(type("term of office"), "Not yet");
    ck_has(type("mutex"), "Right");
}
END_TEST

START_TEST(in_a_shell_all_are_explained)
{
    char *words[] = {"term", NULL};

    type("go first hello");
    app_reopen();
    ck_assert_int_eq(command_run(&app, 1, words), STATUS_OK);
    ck_assert_str_eq(app_printed(),
                     "mutex\n  A `lock`.\ndata race\n  Bad.\n"
                     "Coffman's conditions\n  Four.\nsemaphore\n  A "
                     "count.\nbarrier\n  A meeting.\n");
}
END_TEST

START_TEST(sources_stand_below_what_refers_to_them)
{
    const char *shown = type("go first again");

    ck_has(shown, "a mutex.[1]\n\n1  A book, 2\n\n→ ");
    shown = type("go first one");
    ck_lacks(shown, "A book");
    shown = type("3");
    ck_has(shown, "So it is.[1]\n\n1  A book, 2\n");
    ck_has(shown, "A barrier.[1]\n\n1  A book, 2\n");
}
END_TEST

START_TEST(missing_and_broken_facts_are_said_once)
{
    app_put("share/data/facts.json", "{\"format\":1,\"facts\":[{}]}");
    app_reopen();
    resume();
    ck_lacks(type("go first hello"), "facts.json");
    const char *shown = type("go first again");
    ck_has(shown, "sources are not shown: ");
    ck_has(shown, "data/facts.json:1:");
    ck_has(shown, "1  no fact is called \"book\"");
    ck_lacks(type("go first again"), "sources are not shown");
    type("go first hello");
    char *path = file_join(app.arena, app_dir, "share/data");
    ck_assert(file_remove(path, &e));
    app_reopen();
    resume();
    ck_has(type("go first again"), "facts.json: No such file");
    ck_lacks(type("go first hello"), "`g`");
}
END_TEST

START_TEST(a_belief_is_named_at_the_second_question_and_once)
{
    type("go first one");
    ck_lacks(type("7"), "Many believe");
    ck_lacks(type("8"), "Many believe"); /* the same question */
    type("go first four");
    ck_lacks(type("7"), "Many believe"); /* another belief */
    type("go first two");
    const char *shown = type("7");
    ck_has(shown, "**Many believe:** All is well.\n**In fact:** It is not.\n");
    ck_lacks(type("8"), "Many believe");
    type("go first three");
    ck_lacks(type("lock"), "Many believe"); /* the third question */
    type("go first one");
    ck_lacks(type("7"), "Many believe");
}
END_TEST

START_TEST(who_gives_up_believes_nothing)
{
    type("go first one");
    type("skip");
    type("go first two");
    ck_lacks(type("7"), "Many believe");
}
END_TEST

static const char *open_beliefs(void)
{
    const struct misconception **open;
    struct buf b = BUF_INIT;
    size_t n;

    ck_assert(beliefs_open(app.arena, &app, &open, &n, &e));
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s ", open[i]->id);
    const char *kept = buf_keep(app.arena, &b);
    buf_free(&b);
    return kept;
}

START_TEST(beliefs_stay_open_until_a_right_answer)
{
    ck_assert_str_eq(open_beliefs(), "");
    type("go first one");
    type("7");
    type("go first four");
    type("7");
    ck_assert_str_eq(open_beliefs(), "MEM-1 MEM-2 ");
    ck_has(type("list"), "Believed, and not so\n• All is well.\n• Else.\n");
    type("go first two");
    type("3");
    ck_assert_str_eq(open_beliefs(), "MEM-2 ");
    type("skip");
    ck_assert_str_eq(open_beliefs(), "MEM-2 ");
    type("go first four");
    type("3");
    ck_lacks(type("list"), "Believed");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_unchecked_fixture(t, app_make_dir, app_remove_dir);
    tcase_add_checked_fixture(t, setup, app_teardown);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("terms");

    ADD(s, new_words_are_offered_where_they_are_new);
    ADD(s, words_of_the_answer_are_offered_after_it);
    ADD(s, words_of_a_model_answer_are_offered_after_the_rating);
    ADD(s, where_nothing_is_new_the_names_are_listed);
    ADD(s, any_word_can_be_explained_anywhere);
    ADD(s, tab_completes_a_term);
    ADD(s, where_words_are_asked_for_a_term_that_is_there_is_a_command);
    ADD(s, in_a_shell_all_are_explained);
    ADD(s, sources_stand_below_what_refers_to_them);
    ADD(s, missing_and_broken_facts_are_said_once);
    ADD(s, a_belief_is_named_at_the_second_question_and_once);
    ADD(s, who_gives_up_believes_nothing);
    ADD(s, beliefs_stay_open_until_a_right_answer);
    return s;
}
