/* A folder of lessons: order, lookup, broken ones, and speed. */
#include "src/course/course.h"

#include "src/base/file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct arena *arena;
static struct err e;
static char dir[64];

static void setup(void)
{
    arena = arena_new();
    strcpy(dir, "/tmp/threadlings-course-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    ck_assert(file_remove(dir, &e));
    arena_free(arena);
}

static void put(const char *name, const char *content)
{
    FILE *f = fopen(file_join(arena, dir, name), "w");

    ck_assert_ptr_nonnull(f);
    fputs(content, f);
    fclose(f);
}

/* A lesson of one step; stem is "010-x". */
static void lesson(const char *stem)
{
    put(arena_printf(arena, "%s.json", stem),
        "{\"format\": 1, \"title\": \"T\", \"about\": \"A\", "
        "\"steps\": [{\"read\": \"a\"}]}");
    put(arena_printf(arena, "%s.md", stem), "## A\n\nText.\n");
}

static struct course *opened(void)
{
    struct course *c;

    ck_assert_msg(course_open(arena, dir, &c, &e), "%s", e.text);
    return c;
}

START_TEST(by_number_then_slug)
{
    lesson("100-a");
    lesson("020-z");
    lesson("9-m");
    lesson("020-b");
    put("README.md", "");
    struct course *c = opened();

    ck_assert_uint_eq(course_count(c), 4);
    ck_assert_str_eq(course_slug(c, 0), "m");
    ck_assert_str_eq(course_slug(c, 1), "b");
    ck_assert_str_eq(course_slug(c, 2), "z");
    ck_assert_str_eq(course_slug(c, 3), "a");
    ck_assert_str_eq(course_path(c, 3), file_join(arena, dir, "100-a.json"));
}
END_TEST

START_TEST(found_by_slug_number_and_file)
{
    lesson("010-x");
    lesson("020-spsc-queue");
    struct course *c = opened();

    ck_assert_int_eq(course_find(c, "spsc-queue"), 1);
    ck_assert_int_eq(course_find(c, "20"), 1);
    ck_assert_int_eq(course_find(c, "020"), 1);
    ck_assert_int_eq(course_find(c, "020-spsc-queue"), 1);
    ck_assert_int_eq(course_find(c, "020-spsc-queue.json"), 1);
    ck_assert_int_eq(course_find(c, "lessons/020-spsc-queue.md"), 1);
    ck_assert_int_eq(course_find(c, "x"), 0);
    static const char *const bad[] = {"",   "spsc", "2",     "-10", "10x",
                                      "..", "/",    ".json", " 10", "030"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(course_find(c, bad[i]) == -1, "%s", bad[i]);
}
END_TEST

START_TEST(a_lesson_is_read_once)
{
    lesson("010-x");
    struct course *c = opened();
    const struct lesson *first = course_lesson(c, 0, &e);

    ck_assert_ptr_nonnull(first);
    ck_assert_str_eq(first->slug, "x");
    ck_assert(file_remove(course_path(c, 0), &e));
    ck_assert_ptr_eq(course_lesson(c, 0, &e), first);
}
END_TEST

START_TEST(a_broken_one_leaves_the_others_alone)
{
    lesson("010-x");
    lesson("020-y");
    put("010-x.json", "{");
    struct course *c = opened();

    for (int i = 0; i < 2; i++) {
        e.text[0] = '\0';
        ck_assert_ptr_null(course_lesson(c, 0, &e));
        ck_assert_ptr_nonnull(strstr(e.text, "010-x.json:1:2:"));
        ck_assert_ptr_nonnull(course_lesson(c, 1, &e));
    }
    lesson("010-x"); /* mended meanwhile */
    ck_assert_ptr_nonnull(course_lesson(c, 0, &e));
}
END_TEST

START_TEST(a_slug_twice_is_an_error_for_the_second)
{
    lesson("010-x");
    lesson("020-x");
    struct course *c = opened();

    ck_assert_int_eq(course_find(c, "x"), 0);
    ck_assert_ptr_nonnull(course_lesson(c, 0, &e));
    ck_assert_ptr_null(course_lesson(c, 1, &e));
    ck_assert_str_eq(e.text,
                     arena_printf(arena,
                                  "%s/020-x.json: the name \"x\" is taken by "
                                  "%s/010-x.json",
                                  dir, dir));
}
END_TEST

START_TEST(strays_are_told)
{
    size_t n;

    lesson("010-x");
    put("y.json", "");
    put("20-Y.json", "");
    put("030-z.md", "");
    put("README.md", "");
    put("notes.txt", "");
    put("010-x.json~", "");
    struct course *c = opened();
    const char *const *strays = course_strays(c, &n);

    ck_assert_uint_eq(course_count(c), 1);
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(strays[0], "030-z.md");
    ck_assert_str_eq(strays[1], "20-Y.json");
    ck_assert_str_eq(strays[2], "y.json");
}
END_TEST

START_TEST(an_empty_folder_and_none)
{
    struct course *c = opened();

    ck_assert_uint_eq(course_count(c), 0);
    ck_assert_int_eq(course_find(c, "x"), -1);
    ck_assert(!course_open(arena, "/nowhere/at/all", &c, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "/nowhere/at/all"));
}
END_TEST

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The goal is 5 ms of computing; the bound leaves room for sanitizers. */
START_TEST(thousands_are_listed_at_once)
{
    double best = 1e9;

    for (int i = 0; i < 3000; i++) {
        put(arena_printf(arena, "%04d-lesson-%d.json", i, i), "");
        put(arena_printf(arena, "%04d-lesson-%d.md", i, i), "");
    }
    for (int i = 0; i < 5; i++) {
        double began = now_ms();
        struct course *c = opened();
        double took = now_ms() - began;
        best = took < best ? took : best;
        ck_assert_uint_eq(course_count(c), 3000);
    }
    ck_assert_msg(best < 50, "%f ms", best);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("course");

    ADD(s, by_number_then_slug);
    ADD(s, found_by_slug_number_and_file);
    ADD(s, a_lesson_is_read_once);
    ADD(s, a_broken_one_leaves_the_others_alone);
    ADD(s, a_slug_twice_is_an_error_for_the_second);
    ADD(s, strays_are_told);
    ADD(s, an_empty_folder_and_none);
    ADD(s, thousands_are_listed_at_once);
    return s;
}
