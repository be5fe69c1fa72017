/* How an editor is chosen and told the line. */
#include "src/ui/editor.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct arena *a;
static struct err e;

static void setup(void)
{
    a = arena_new();
}

static void teardown(void)
{
    arena_free(a);
}

/* The words joined by '|'. */
static const char *words(const char *command, int line)
{
    char **argv;

    ck_assert_msg(editor_argv(a, command, "/w/x.c", line, &argv, &e), "%s",
                  e.text);
    const char *out = argv[0];
    for (int i = 1; argv[i]; i++)
        out = arena_printf(a, "%s|%s", out, argv[i]);
    return out;
}

START_TEST(plus)
{
    const char *const names[] = {"vi",    "vim",         "nvim", "nano",
                                 "emacs", "emacsclient", "kak",  "micro"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_str_eq(words(names[i], 31),
                         arena_printf(a, "%s|+31|/w/x.c", names[i]));
}
END_TEST

START_TEST(go_to)
{
    ck_assert_str_eq(words("code --wait", 31), "code|--wait|--goto|/w/x.c:31");
    ck_assert_str_eq(words("codium", 31), "codium|--goto|/w/x.c:31");
}
END_TEST

START_TEST(colon)
{
    ck_assert_str_eq(words("hx", 31), "hx|/w/x.c:31");
    ck_assert_str_eq(words("subl -w", 31), "subl|-w|/w/x.c:31");
    ck_assert_str_eq(words("zed", 31), "zed|/w/x.c:31");
}
END_TEST

START_TEST(no_line)
{
    ck_assert_str_eq(words("vim", 0), "vim|/w/x.c");
    ck_assert_str_eq(words("code", 0), "code|/w/x.c");
    ck_assert_str_eq(words("some-editor", 31), "some-editor|/w/x.c");
}
END_TEST

START_TEST(full_paths_and_quotes)
{
    ck_assert_str_eq(words("/usr/bin/vim -n", 2), "/usr/bin/vim|-n|+2|/w/x.c");
    ck_assert_str_eq(words("'/opt/my tools/nano' -l", 2),
                     "/opt/my tools/nano|-l|+2|/w/x.c");
}
END_TEST

START_TEST(unusable)
{
    char **argv;

    ck_assert(!editor_argv(a, "  ", "/w/x.c", 0, &argv, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "export EDITOR"));
    ck_assert(!editor_argv(a, "'vim", "/w/x.c", 0, &argv, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "quote"));
}
END_TEST

START_TEST(chosen)
{
    setenv("VISUAL", "one", 1);
    setenv("EDITOR", "two", 1);
    ck_assert_str_eq(editor_command(a), "one");
    setenv("VISUAL", "", 1);
    ck_assert_str_eq(editor_command(a), "two");
    unsetenv("EDITOR");
    setenv("PATH", "/nowhere", 1);
    ck_assert_ptr_null(editor_command(a));
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}

Suite *suite(void);

Suite *suite(void)
{
    Suite *s = suite_create("editor");

    add(s, "+N for vi, nano, emacs and their kin", plus);
    add(s, "--goto for code", go_to);
    add(s, "file:N for hx, subl, zed", colon);
    add(s, "no line, or an editor that is not known", no_line);
    add(s, "full paths and quotes", full_paths_and_quotes);
    add(s, "an empty name and an open quote are refused", unusable);
    add(s, "VISUAL, then EDITOR, then what is there", chosen);
    return s;
}
