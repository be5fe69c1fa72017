/* Lines to words, words to commands, options, completion. */
#include "src/ui/complete.h"
#include "src/ui/options.h"
#include "src/ui/player.h"
#include "src/ui/repl.h"
#include "tests/unit/app_test.h"

#include <ctype.h>

static struct err e;

/* ------------------------------------------------------------------- words */

static void check_split(const char *line, int n, const char *const *want)
{
    struct arena *a = arena_new();
    char **argv;
    int argc;

    ck_assert_msg(command_split(a, line, &argc, &argv, &e), "%s", line);
    ck_assert_int_eq(argc, n);
    for (int i = 0; i < n; i++)
        ck_assert_str_eq(argv[i], want[i]);
    ck_assert_ptr_null(argv[n]);
    arena_free(a);
}

START_TEST(words_are_split)
{
    check_split("", 0, NULL);
    check_split(" \t ", 0, NULL);
    check_split("a", 1, (const char *[]){"a"});
    check_split(" go  spsc-queue\t4 ", 3,
                (const char *[]){"go", "spsc-queue", "4"});
    check_split("a b c d", 4, (const char *[]){"a", "b", "c", "d"});
    check_split("run 'my file.c' \"a 'b'\" x\"y z\"", 4,
                (const char *[]){"run", "my file.c", "a 'b'", "xy z"});
    check_split("term Little's law", 3,
                (const char *[]){"term", "Little's", "law"});
    check_split("''", 1, (const char *[]){""});
}
END_TEST

START_TEST(open_quote_is_an_error)
{
    struct arena *a = arena_new();
    char **argv;
    int argc;

    ck_assert(!command_split(a, "run 'x", &argc, &argv, &e));
    ck_assert(strstr(e.text, "never closed"));
    arena_free(a);
}
END_TEST

/* ------------------------------------------------------------------- table */

START_TEST(names_and_keys_are_unique)
{
    for (size_t i = 0; i < ncommands; i++) {
        const struct command *c = &commands[i];
        ck_assert_ptr_eq(command_find(c->name), c);
        ck_assert_int_gt((int)strlen(c->name), 1);
        ck_assert(c->args && c->summary && c->help && c->run);
        if (c->key) {
            ck_assert_ptr_eq(command_find(c->key), c);
            ck_assert_int_eq((int)strlen(c->key), 1);
            ck_assert(!isdigit((unsigned char)*c->key));
        }
    }
}
END_TEST

START_TEST(keys_are_the_agreed_ones)
{
    static const char *const keys[][2] = {
        {"n", "next"},   {"b", "back"},  {"h", "hint"},  {"c", "check"},
        {"e", "edit"},   {"w", "watch"}, {"l", "list"},  {"t", "task"},
        {"x", "reset"},  {"s", "skip"},  {"a", "again"}, {"d", "compare"},
        {"r", "review"}, {"q", "quit"},  {"?", "help"},
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        ck_assert_ptr_eq(command_find(keys[i][0]), command_find(keys[i][1]));
}
END_TEST

START_TEST(unknown_words_are_suggested_never_taken)
{
    ck_assert_ptr_null(command_find("nex"));
    ck_assert_ptr_null(command_find("NEXT"));
    ck_assert_str_eq(command_nearest("nex"), "next");
    ck_assert_str_eq(command_nearest("chekc"), "check");
    ck_assert_str_eq(command_nearest("exit"), "quit");
    ck_assert_ptr_null(command_nearest("zebra"));
    char *argv[] = {"chekc", NULL};
    ck_assert_int_eq(command_run(&app, 1, argv), STATUS_USAGE);
    ck_printed("did you mean 'check'?");
}
END_TEST

START_TEST(json_is_refused_where_there_is_none)
{
    char *argv[] = {"next", NULL};

    app.options.json = true;
    ck_assert_int_eq(command_run(&app, 1, argv), STATUS_USAGE);
    ck_printed("no JSON output");
}
END_TEST

START_TEST(list_prints_one_json_document)
{
    char *argv[] = {"list", NULL};

    app.options.json = true;
    ck_assert_int_eq(command_run(&app, 1, argv), STATUS_OK);
    const char *printed = app_printed();
    ck_assert_msg(printed[0] == '{', "%s", printed);
    ck_assert(strstr(printed, "\"slug\": \"first\""));
    ck_assert(strstr(printed, "\"steps\": 6"));
    ck_assert(strstr(printed, "\"error\": "));
    ck_assert(strcmp(printed + strlen(printed) - 2, "}\n") == 0);
}
END_TEST

/* ----------------------------------------------------------------- options */

START_TEST(options_stand_anywhere)
{
    char *argv[] = {"--state", "S", "check", "--json", "x", "--share=T", NULL};
    struct options o = {0};
    int argc = 6;

    ck_assert(options_take(&o, &argc, argv, &e));
    ck_assert_int_eq(argc, 2);
    ck_assert_str_eq(argv[0], "check");
    ck_assert_str_eq(argv[1], "x");
    ck_assert_ptr_null(argv[2]);
    ck_assert_str_eq(o.state_dir, "S");
    ck_assert_str_eq(o.share, "T");
    ck_assert(o.json && !o.help);
}
END_TEST

START_TEST(two_dashes_end_options)
{
    char *argv[] = {"run", "--", "--json", NULL};
    struct options o = {0};
    int argc = 3;

    ck_assert(options_take(&o, &argc, argv, &e));
    ck_assert_int_eq(argc, 2);
    ck_assert_str_eq(argv[1], "--json");
    ck_assert(!o.json);
}
END_TEST

static void check_option_error(const char *one, const char *two,
                               const char *message)
{
    char *argv[] = {(char *)one, (char *)two, NULL};
    struct options o = {0};
    int argc = two ? 2 : 1;

    ck_assert(!options_take(&o, &argc, argv, &e));
    ck_assert_msg(strstr(e.text, message), "%s", e.text);
}

START_TEST(wrong_options_say_why)
{
    check_option_error("--jsn", NULL, "did you mean --json?");
    check_option_error("--zzz", NULL, "unknown option --zzz");
    check_option_error("-x", NULL, "unknown option -x");
    check_option_error("--state", NULL, "needs a folder");
    check_option_error("--state=", NULL, "needs a folder");
    check_option_error("--json=1", NULL, "takes no value");
    check_option_error("list", "--quick", "unknown option --quick");
}
END_TEST

/* ------------------------------------------------------- what a line means */

/* In the REPL, which the player sees by app.repl. */
static void start_repl(void)
{
    static int stand_in;

    app.repl = (struct repl *)&stand_in;
    ck_assert_msg(player_resume(&app, &e), "%s", e.text);
    app_printed();
}

START_TEST(digits_answer_and_letters_command)
{
    start_repl();
    command_line(&app, "go first pick");
    app_printed();
    command_line(&app, "b"); /* the second choice, were it an answer */
    ck_assert_uint_eq(app.step, 0);
    command_line(&app, "next");
    ck_assert_uint_eq(app.step, 1);
    app_printed();
    command_line(&app, "4");
    ck_printed("1 to 3");
    ck_assert_int_eq(command_line(&app, "nxt"), STATUS_USAGE);
    ck_printed("did you mean 'next'?");
    ck_assert_int_eq(command_line(&app, "zebra"), STATUS_USAGE);
    ck_printed("neither a command nor an answer");
}
END_TEST

START_TEST(what_is_no_command_is_told_what_it_lacks)
{
    start_repl();
    ck_assert_int_eq(command_line(&app, "I don't know"), STATUS_USAGE);
    ck_printed("unknown command 'I'"); /* not: an open quote */
    ck_assert_int_eq(command_line(&app, "gcc -O2 x.c"), STATUS_USAGE);
    ck_printed("did you mean 'check'?"); /* not: an unknown option */
    ck_assert_int_eq(command_line(&app, "3 4"), STATUS_USAGE);
    ck_printed("nothing is asked now");
    ck_assert_int_eq(command_line(&app, "int x = 1;"), STATUS_USAGE);
    ck_printed("code goes into your file");
    ck_assert_int_eq(command_line(&app, "#include <stdio.h>"), STATUS_USAGE);
    ck_printed("code goes into your file");
    ck_assert_int_eq(command_line(&app, "list 'x"), STATUS_USAGE);
    ck_printed("never closed");
    app.interactive = true;
    ck_assert_int_eq(command_line(&app, "next x"), STATUS_USAGE);
    ck_assert_str_eq(app_printed(), "usage: next\n");
}
END_TEST

START_TEST(words_answer_where_words_are_asked)
{
    start_repl();
    command_line(&app, "go first name-it");
    app_printed();
    ck_assert_int_eq(command_line(&app, "go home"), STATUS_FAILED);
    ck_printed("Not yet.");
    ck_assert_int_eq(command_line(&app, "run queue"), STATUS_FAILED);
    ck_printed("Not yet.");
    command_line(&app, "help watch"); /* a command and what it knows */
    ck_printed("Grades your file");
    command_line(&app, "back"); /* a command's word alone */
    ck_assert_uint_eq(app.step, 1);
    command_line(&app, "go first name-it");
    app_printed();
    command_line(&app, " :list"); /* ':' always makes a command */
    ck_printed("Lessons");
    command_line(&app, "skip"); /* a command's word that is a right answer */
    ck_printed("Right.");
}
END_TEST

START_TEST(options_work_in_the_repl)
{
    start_repl();
    ck_assert_int_eq(command_line(&app, "list --json"), STATUS_OK);
    ck_printed("{");
    ck_assert(!app.options.json);
    ck_assert_int_eq(command_line(&app, "next --help"), STATUS_OK);
    ck_printed("Goes on");
    ck_assert_uint_eq(app.step, 0);
    ck_assert_int_eq(command_line(&app, "list --state x"), STATUS_USAGE);
    ck_printed("for the start of threadlings");
}
END_TEST

START_TEST(odd_lines_do_no_harm)
{
    static const char *const lines[] = {
        ":",       "::", ": :",       "'",   "\"",    "\xff\xfe",
        "\x1b[2J", "-",  "--",        ":--", "1 1 1", "99999999999999999999",
        "-1",      "+",  "help \xff",
    };
    char *endless = arena_alloc(app.arena, 70000);

    start_repl();
    memset(endless, 'a', 69999);
    for (size_t step = 0; step < 6; step++) {
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
            command_line(&app, lines[i]);
        command_line(&app, endless);
        command_line(&app, ":next");
    }
    ck_assert_ptr_null(strchr(app_printed(), '\x1b'));
}
END_TEST

/* -------------------------------------------------------------- completion */

static void check_complete(const char *line, const char *want)
{
    struct arena *a = arena_new();
    struct completion c;
    struct buf got = BUF_INIT;

    complete_line(a, &app, line, &c);
    for (size_t i = 0; i < c.n; i++)
        buf_printf(&got, "%s ", c.words[i]);
    ck_assert_str_eq(got.data, want);
    buf_free(&got);
    arena_free(a);
}

START_TEST(tab_completes_what_fits)
{
    check_complete("li", "list ");
    check_complete(":li", "list ");
    check_complete("re", "reset replay review ");
    check_complete("go ", "first broken last ");
    check_complete("go fi", "first ");
    check_complete("go first s", "sort say-why ");
    check_complete("help ne", "next new ");
    check_complete("next ", "");
    check_complete("zebra ", "");
    check_complete("go 'x", "");
    char *line = arena_printf(app.arena, "run %s/sh", app_dir);
    char *want = arena_printf(app.arena, "%s/share/ ", app_dir);
    check_complete(line, want);
}
END_TEST

START_TEST(tab_adds_what_is_common)
{
    struct arena *a = arena_new();
    struct completion c;

    complete_line(a, &app, "go first sa", &c);
    ck_assert_uint_eq(c.start, 9);
    ck_assert_uint_eq(complete_common(&c), strlen("say-why"));
    complete_line(a, &app, "re", &c);
    ck_assert_uint_eq(complete_common(&c), 2);
    complete_line(a, &app, "zz", &c);
    ck_assert_uint_eq(complete_common(&c), 0);
    arena_free(a);
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
    Suite *s = suite_create("command");

    add(s, "words are split, quotes kept together", words_are_split);
    add(s, "a quote that is never closed is an error", open_quote_is_an_error);
    add(s, "names and keys are unique and complete", names_and_keys_are_unique);
    add(s, "every agreed key is there", keys_are_the_agreed_ones);
    add(s, "unknown words are suggested, never taken",
        unknown_words_are_suggested_never_taken);
    add(s, "what is no command is told what it lacks",
        what_is_no_command_is_told_what_it_lacks);
    add(s, "--json is refused where there is none",
        json_is_refused_where_there_is_none);
    add(s, "list --json prints one document", list_prints_one_json_document);
    add(s, "options stand before or after the command", options_stand_anywhere);
    add(s, "-- ends the options", two_dashes_end_options);
    add(s, "a wrong option says why", wrong_options_say_why);
    add(s, "digits answer and letters command",
        digits_answer_and_letters_command);
    add(s, "words answer where words are asked for",
        words_answer_where_words_are_asked);
    add(s, "options work in the REPL", options_work_in_the_repl);
    add(s, "odd lines do no harm", odd_lines_do_no_harm);
    add(s, "Tab completes what fits", tab_completes_what_fits);
    add(s, "Tab adds what is common", tab_adds_what_is_common);
    return s;
}
