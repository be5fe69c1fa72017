/* A class's folder of results, made up: records that real verdicts give. */
#ifndef TESTS_CLASS_TEST_H
#define TESTS_CLASS_TEST_H

#include "src/base/buf.h"
#include "src/class/ledger.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMEOUT_S = 120 }; /* a busy machine */

static struct arena *a;
static struct err e;
static char *top;

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");

    a = arena_new();
    top = arena_printf(a, "%s/class.XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(top));
}

static void teardown(void)
{
    ck_assert(file_remove(top, &e));
    arena_free(a);
}

static inline const struct submission *handed_in(void)
{
    static const struct submission s = {
        .student = "anna",
        .exercise = "bank",
        .source = "w/anna.zip: a/bank.c",
        .sha256 = "00ff",
        .handed_in = 1796079540,
    };

    return &s;
}

/* Passed without findings. */
static struct verdict verdict_of(const struct finding *f, size_t n)
{
    static const struct layer layers[] = {
        {"landlock", true, NULL, true}, {"seccomp", false, "no seccomp", true}};
    struct verdict v = {
        .exercise = "bank",
        .submission = "x/bank.c",
        .outcome = n > 0 ? OUTCOME_FAILED : OUTCOME_PASSED,
        .findings = f,
        .nfindings = n,
        .layers = layers,
        .nlayers = 2,
        .seconds = 1.5,
    };

    v.stages[STAGE_TESTS] = (struct stage_result){
        .outcome = n > 0 ? OUTCOME_FAILED : OUTCOME_PASSED,
        .seconds = 0.25,
        .checks_run = 3,
        .checks_expected = 4,
    };
    v.stages[STAGE_SPEED] = (struct stage_result){
        .outcome = OUTCOME_SKIPPED, .why = "the exercise has no bench"};
    return v;
}

/* As it is: file_write waits for the disk. */
static void put_text(const char *path, const char *text, size_t len)
{
    const char *dir =
        arena_strndup(a, path, (size_t)(file_base(path) - path) - 1);

    ck_assert_msg(file_mkdirs(dir, 0755, &e), "%s", e.text);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(text, 1, len, f), len);
    ck_assert_int_eq(fclose(f), 0);
}

static const char *put_record_in(const char *out, const struct submission *s,
                                 enum record_outcome outcome, const char *why,
                                 const struct verdict *v)
{
    const char *path = record_path(a, out, s->student, s->exercise);
    struct buf text = BUF_INIT;

    record_json(s, "key", outcome, why, v, &text);
    put_text(path, text.data, text.len);
    buf_free(&text);
    return path;
}

/* A whole one for a student and an exercise. */
static inline void hand_in(const char *out, const char *student,
                           const char *exercise, enum record_outcome outcome)
{
    const struct finding f = {.kind = FINDING_TEST,
                              .stage = STAGE_TESTS,
                              .message = "no",
                              .detail = "long",
                              .output = "longer"};
    const struct verdict v = verdict_of(&f, outcome == RECORD_FAILED);
    const bool graded =
        outcome != RECORD_INFRA_ERROR && outcome != RECORD_MISSING;
    struct submission s = *handed_in();

    s.student = student;
    s.exercise = exercise;
    put_record_in(out, &s, outcome, graded ? NULL : "no disk",
                  graded ? &v : NULL);
}

static inline struct text read_whole(const char *path)
{
    struct text text;

    ck_assert_msg(file_read(a, path, 16 << 20, &text, &e), "%s", e.text);
    return text;
}

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_set_timeout(t, TIMEOUT_S);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}

#define ADD(test) add(s, #test, test)

#endif
