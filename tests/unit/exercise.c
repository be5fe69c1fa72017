/* Reading exercises, good and broken, and choosing hints. */
#include "grader/exercise.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *suite(void);

static struct arena *arena;
static char *top, *dir;
static struct err e;

static void put(const char *name, const char *text)
{
    ck_assert_msg(
        file_write(file_join(arena, dir, name), text, strlen(text), &e), "%s",
        e.text);
}

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");

    arena = arena_new();
    top = arena_printf(arena, "%s/exercise.XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(top));
    dir = file_join(arena, top, "queue");
    ck_assert(file_mkdirs(file_join(arena, dir, "bad"), 0755, &e));
    put("task.md", "Do it.\n");
    put("start.c", "int start;\n");
    put("solution.c", "int solution;\n");
    put("queue.h", "\n");
    put("test.c", "\n");
    put("bad/b.c", "// expect: leak\n");
    put("bad/a.c", "// expect: data-race \nint x;\n");
    put("bad/notes.txt", "\n");
}

static void teardown(void)
{
    ck_assert(file_remove(top, &e));
    arena_free(arena);
}

#define LAST "{\"rungs\": [\"where\", \"why\", \"what\"]}"

static bool load(const char *json, struct exercise *ex)
{
    put("exercise.json", json);
    return exercise_load(arena, dir, ex, &e);
}

START_TEST(everything)
{
    struct exercise ex;

    ck_assert_msg(
        load(
            "{\"format\": 1, \"title\": \"A queue\", \"gives\": "
            "[\"queue.h\"], \"forbids\": [{\"symbols\": [\"pthread_mutex_*\"], "
            "\"message\": \"no locks\"}], \"skips\": {\"races\": \"fences\"}, "
            "\"flags\": [\"-DX\"], \"limits\": {\"seconds\": 2.5, "
            "\"memory_mb\": 64}, \"prove\": false, \"processes\": true, "
            "\"hints\": [{\"kind\": "
            "\"leak\", \"misconception\": \"MEM-3\", \"rungs\": "
            "[\"a\", \"b\", \"c\", \"d\"]}, " LAST "]}",
            &ex),
        "%s", e.text);
    ck_assert_str_eq(ex.name, "queue");
    ck_assert_str_eq(ex.title, "A queue");
    ck_assert_str_eq(ex.header, "queue.h");
    ck_assert_str_eq(ex.submission_name, "queue.c");
    ck_assert_str_eq(ex.task, "Do it.\n");
    ck_assert_ptr_nonnull(ex.test);
    ck_assert_uint_eq(ex.nbad, 2);
    ck_assert_str_eq(file_base(ex.bad[0]), "a.c");
    ck_assert_uint_eq(ex.nalso, 0);
    ck_assert_uint_eq(ex.nforbids, 1);
    ck_assert_str_eq(ex.forbids[0].symbols[0], "pthread_mutex_*");
    ck_assert_str_eq(ex.skips[STAGE_RACES], "fences");
    ck_assert_ptr_null(ex.skips[STAGE_MEMORY]);
    ck_assert_str_eq(ex.flags[0], "-DX");
    ck_assert_ptr_null(ex.flags[1]);
    ck_assert(ex.seconds > 2.4 && ex.seconds < 2.6);
    ck_assert_uint_eq(ex.memory_mb, 64);
    ck_assert(!ex.prove);
    ck_assert(ex.processes);
    ck_assert_ptr_null(ex.explore);
    ck_assert_uint_eq(ex.nhints, 2);
    ck_assert_uint_eq(ex.hints[0].nrungs, 4);
    ck_assert_str_eq(ex.hints[0].misconception, "MEM-3");
    ck_assert_ptr_null(ex.hints[1].misconception);
}
END_TEST

START_TEST(defaults)
{
    struct exercise ex;

    ck_assert(load("{\"format\":1,\"title\":\"Q\",\"hints\":[" LAST "]}", &ex));
    ck_assert_ptr_null(ex.header);
    ck_assert_ptr_nonnull(ex.flags);
    ck_assert_ptr_null(ex.flags[0]);
    ck_assert(ex.seconds > 0);
    ck_assert_uint_gt(ex.memory_mb, 0);
    ck_assert(ex.prove);
    ck_assert(!ex.processes);
    put("explore.c", "");
    ck_assert(load("{\"format\":1,\"title\":\"Q\",\"hints\":[" LAST "]}", &ex));
    ck_assert_str_eq(file_base(ex.explore), "explore.c");
}
END_TEST

/* Each must be refused, and the message must hold the second text. */
START_TEST(broken)
{
    static const char *const cases[][2] = {
        {"{", "exercise.json:1"},
        {"{\"format\":1,\"hints\":[" LAST "]}", "title"},
        {"{\"format\":2,\"title\":\"Q\",\"hints\":[" LAST "]}", "/format"},
        {"{\"format\":1,\"title\":\"Q\"}", "hints"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[]}", "at least one"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[{\"rungs\":[\"a\"]}]}",
         "rungs"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[{\"kind\":\"leak\","
         "\"rungs\":[\"a\",\"b\",\"c\"]}]}",
         "last ladder"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[{\"misconception\":"
         "\"MEM-3\",\"rungs\":[\"a\",\"b\",\"c\"]}]}",
         "last ladder"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[{\"misconception\":"
         "\"MEM-3x\",\"rungs\":[\"a\",\"b\",\"c\"]}," LAST "]}",
         "/hints/0/misconception: expected an id such as MEM-3"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[{\"misconception\":"
         "3,\"rungs\":[\"a\",\"b\",\"c\"]}," LAST "]}",
         "/hints/0/misconception: expected a"},
        {"{\"format\":1,\"title\":\"Q\",\"hints\":[{\"kind\":\"race\","
         "\"rungs\":[\"a\",\"b\",\"c\"]}," LAST "]}",
         "no finding is called race"},
        {"{\"format\":1,\"titel\":\"Q\",\"hints\":[" LAST "]}", "title"},
        {"{\"format\":1,\"title\":\"Q\",\"gives\":[\"other.h\"],\"hints\":"
         "[" LAST "]}",
         "queue.h"},
        {"{\"format\":1,\"title\":\"Q\",\"skips\":{\"tests\":\"x\"},\"hints\":"
         "[" LAST "]}",
         "/skips"},
        {"{\"format\":1,\"title\":\"Q\",\"flags\":[\"-fplugin=x\"],\"hints\":"
         "[" LAST "]}",
         "-fplugin"},
        {"{\"format\":1,\"title\":\"Q\",\"flags\":[\"@file\"],\"hints\":"
         "[" LAST "]}",
         "@file"},
        {"{\"format\":1,\"title\":\"Q\",\"limits\":{\"seconds\":0},\"hints\":"
         "[" LAST "]}",
         "/limits/seconds"},
        {"{\"format\":1,\"title\":\"Q\",\"processes\":2,\"hints\":[" LAST "]}",
         "/processes: expected true or false"},
        {"{\"format\":1,\"title\":\"Q\",\"forbids\":[{\"symbols\":[]}],"
         "\"hints\":[" LAST "]}",
         "symbols"},
    };
    struct exercise ex;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(!load(cases[i][0], &ex), "accepted: %s", cases[i][0]);
        ck_assert_msg(strstr(e.text, cases[i][1]) != NULL, "%s: %s",
                      cases[i][0], e.text);
    }
}
END_TEST

START_TEST(missing_files)
{
    struct exercise ex;
    static const char good[] =
        "{\"format\":1,\"title\":\"Q\",\"hints\":[" LAST "]}";

    ck_assert(load(good, &ex));
    ck_assert_int_eq(unlink(file_join(arena, dir, "solution.c")), 0);
    ck_assert(!load(good, &ex));
    ck_assert_ptr_nonnull(strstr(e.text, "solution.c"));
    ck_assert(!exercise_load(arena, file_join(arena, top, "none"), &ex, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "none"));
}
END_TEST

START_TEST(no_tests)
{
    struct exercise ex;

    ck_assert_int_eq(unlink(file_join(arena, dir, "test.c")), 0);
    ck_assert(
        !load("{\"format\":1,\"title\":\"Q\",\"hints\":[" LAST "]}", &ex));
    ck_assert_ptr_nonnull(strstr(e.text, "test.c"));
}
END_TEST

START_TEST(expectations)
{
    struct expectation x;
    const char *c = file_join(arena, dir, "bad/c.c");

    ck_assert(exercise_expectation(file_join(arena, dir, "bad/a.c"), &x, &e));
    ck_assert_int_eq(x.kind, FINDING_DATA_RACE);
    ck_assert(exercise_expectation(file_join(arena, dir, "bad/b.c"), &x, &e));
    ck_assert_int_eq(x.kind, FINDING_LEAK);
    ck_assert(!x.only_schedules);
    ck_assert(!exercise_expectation(file_join(arena, dir, "start.c"), &x, &e));
    put("bad/c.c", "// expect: nonsense\n");
    ck_assert(!exercise_expectation(c, &x, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "nonsense"));
    put("bad/c.c", "// expect: assertion, only by schedules\n");
    ck_assert(exercise_expectation(c, &x, &e));
    ck_assert_int_eq(x.kind, FINDING_ASSERTION);
    ck_assert(x.only_schedules);
    put("bad/c.c", "// expect: assertion, only by luck\n");
    ck_assert(!exercise_expectation(c, &x, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "only by schedules"));
}
END_TEST

START_TEST(hints)
{
    const struct hints ladders[] = {
        {.has_kind = true, .kind = FINDING_TEST, .test = "order"},
        {.function = "pop"},
        {.mentions = "needle"},
        {.nrungs = 3},
    };
    const struct exercise ex = {.hints = ladders, .nhints = 4};
    struct finding f = {.kind = FINDING_TEST, .message = "m"};

    ck_assert_ptr_eq(exercise_hints(&ex, &f), &ladders[3]);
    f.detail = "hay needle hay";
    ck_assert_ptr_eq(exercise_hints(&ex, &f), &ladders[2]);
    f.function = "pop";
    ck_assert_ptr_eq(exercise_hints(&ex, &f), &ladders[1]);
    f.test = "order";
    ck_assert_ptr_eq(exercise_hints(&ex, &f), &ladders[0]);
    f.kind = FINDING_LEAK;
    ck_assert_ptr_eq(exercise_hints(&ex, &f), &ladders[1]);
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
    Suite *s = suite_create("exercise");

    add(s, "every key is read", everything);
    add(s, "what is left out has a default", defaults);
    add(s, "what is wrong is refused and named", broken);
    add(s, "files that must be there", missing_files);
    add(s, "an exercise may have no tests", no_tests);
    add(s, "what a bad answer declares", expectations);
    add(s, "the first ladder that matches", hints);
    return s;
}
