/* What compilers, linkers and aborted programs say, as findings. A submission
 * can make them say nearly anything. */
#include "grader/diagnostics.h"
#include "grader/ending.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static struct arena *a;
static struct finding f;

static void setup(void)
{
    a = arena_new();
    f = (struct finding){0};
}

static void teardown(void)
{
    arena_free(a);
}

static void compile(const char *text)
{
    const struct sandbox_limits limits = {.cpu_s = 5};
    const struct sandbox_result r = {.end = SANDBOX_EXITED, .status = 1};

    f = (struct finding){0};
    diagnostics_compile(a, &r, &limits, text, &f);
    ck_assert_int_eq(f.kind, FINDING_COMPILE);
}

static bool aborted(const char *text)
{
    struct sandbox_result r = {.end = SANDBOX_SIGNALED};

    f = (struct finding){0};
    r.err = (struct text){arena_strdup(a, text), strlen(text)};
    return ending_abort(a, &r, "ring.c", &f);
}

START_TEST(first_error)
{
    compile("ring.c: In function 'f':\n"
            "ring.c:3:5: warning: unused\n"
            "./ring.c:4:7: error: expected ';' before '}' token\n"
            "ring.c:9:9: error: another\n");
    ck_assert_str_eq(f.file, "ring.c");
    ck_assert_int_eq(f.line, 4);
    ck_assert_int_eq(f.column, 7);
    ck_assert_str_eq(f.message, "expected ';' before '}' token");
    compile("ring.c:1:10: fatal error: none.h: No such file or directory\n");
    ck_assert_str_eq(f.message, "none.h: No such file or directory");
    compile("ring.c:8: error: without a column\n");
    ck_assert_str_eq(f.file, "ring.c");
    ck_assert_int_eq(f.line, 8);
    ck_assert_int_eq(f.column, 0);
}
END_TEST

/* A line is one of a file, or there is none. */
START_TEST(no_place)
{
    static const char *const texts[] = {
        "cc1: error: no such flag\n",
        "ring.c:7: undefined reference: error: x\n",
        "collect2: error: ld returned 1 exit status\n",
        "ring.c:99999999999999:1: error: x\n",
        "ring.c:-4:1: error: x\n",
        "ring.c:4294967295:1: error: x\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        compile(texts[i]);
        ck_assert_msg(f.line == 0 || (f.line == 7 && f.file != NULL), "%s",
                      texts[i]);
        ck_assert_int_ge(f.column, 0);
        ck_assert_msg((f.line == 0) == (f.file == NULL), "%s", texts[i]);
    }
}
END_TEST

START_TEST(empty_message)
{
    compile("ring.c:1:1: error: \nring.c:2:2: error: the next\n");
    ck_assert_str_eq(f.message, "the next");
    compile("ring.c:1:1: error: \n");
    ck_assert_int_gt(strlen(f.message), 0);
}
END_TEST

START_TEST(assertion)
{
    ck_assert(aborted("x\nring: ring.c:12: push: Assertion `n > 0' failed.\n"));
    ck_assert_int_eq(f.kind, FINDING_ASSERTION);
    ck_assert_str_eq(f.message, "assert(n > 0) failed");
    ck_assert_str_eq(f.file, "ring.c");
    ck_assert_int_eq(f.line, 12);
    ck_assert_str_eq(f.function, "push");
    ck_assert(aborted("ring.c:99999999999: f: Assertion `n' failed."));
    ck_assert_int_eq(f.line, 0);
    ck_assert_str_eq(f.function, "f");
}
END_TEST

/* glibc writes an assertion on one line; this program wrote it itself. */
START_TEST(no_assertion)
{
    ck_assert(!aborted("a: Assertion `one\ntwo' failed."));
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, test);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("diagnostics");

    add(s, "the first error, where it is", first_error);
    add(s, "no line without a file, none that no file has", no_place);
    add(s, "an error that says nothing is none", empty_message);
    add(s, "a failed assertion", assertion);
    add(s, "what only looks like one", no_assertion);
    return s;
}
