/* Assignments: what is read, and every broken file in tests/broken/assignments
 * with its exact message. */
#include "src/class/assignment.h"
#include "src/base/file.h"
#include "tests/golden/golden.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

Suite *suite(void);

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

static const char *put(const char *name, const char *text)
{
    const char *path = file_join(a, top, name);

    ck_assert_msg(file_write(path, text, strlen(text), &e), "%s", e.text);
    return path;
}

#define HEAD "{\"format\": 1, \"title\": \"W\", "
#define ONE "\"exercises\": [{\"exercise\": \"bank\", \"points\": 2}]"

START_TEST(every_key)
{
    struct assignment as;
    const char *path =
        put("week.json", HEAD
            "\"exercises\": [{\"exercise\": \"bank\", \"points\": 2.5, "
            "\"file\": \"b.c\", \"partial\": {\"build\": 10, \"tests\": 40}}, "
            "{\"exercise\": \"once\", \"points\": 0}], "
            "\"due\": \"2026-11-30T23:59:00+01:00\", "
            "\"late\": {\"percent_a_day\": 10, \"days\": 3}, "
            "\"show\": {\"findings\": \"all\", \"schedules\": false, "
            "\"hints\": true, \"points\": false}, "
            "\"names\": \"{id}.c\", \"roster\": \"r.csv\"}");

    ck_assert_msg(assignment_load(a, path, &as, &e), "%s", e.text);
    ck_assert_str_eq(as.title, "W");
    ck_assert_uint_eq(as.n, 2);
    ck_assert_str_eq(as.list[0].file, "b.c");
    ck_assert_str_eq(as.list[1].file, "once.c");
    ck_assert_double_eq(as.list[0].points, 2.5);
    ck_assert_double_eq(as.list[0].partial[STAGE_TESTS], 40);
    ck_assert(as.list[0].any_partial && !as.list[1].any_partial);
    ck_assert(as.has_due);
    ck_assert_int_eq(as.due, 1796079540);
    ck_assert_int_eq(as.late_days, 3);
    ck_assert(as.shown.findings && as.shown.all && as.shown.hints);
    ck_assert(!as.shown.schedules && !as.shown.points);
    ck_assert_str_eq(as.names, "{id}.c");
    ck_assert_str_eq(as.roster, file_join(a, top, "r.csv"));
    ck_assert_ptr_eq(assignment_find(&as, "once"), &as.list[1]);
    ck_assert_ptr_null(assignment_find(&as, "onc"));
}
END_TEST

START_TEST(what_is_left_out)
{
    struct assignment as;

    ck_assert(assignment_load(a, put("w.json", HEAD ONE "}"), &as, &e));
    ck_assert(!as.has_due && as.names == NULL && as.roster == NULL);
    ck_assert(as.shown.findings && !as.shown.all && as.shown.schedules &&
              !as.shown.hints && as.shown.points);
}
END_TEST

static char *in_tree(const char *name)
{
    return file_join(a, file_join(a, golden_dir(a), "../.."), name);
}

/* A message without the folder in front. */
static const char *below(const char *message, const char *dir)
{
    size_t len = strlen(dir);

    return strncmp(message, dir, len) == 0 ? message + len + 1 : message;
}

START_TEST(broken_files_are_refused_with_their_message)
{
    static const char ending[] = ".json";
    char *dir = in_tree("tests/broken/assignments");
    struct assignment read;
    struct names names;
    size_t tried = 0;

    ck_assert_msg(file_list(a, dir, &names, &e), "%s", e.text);
    for (size_t i = 0; i < names.n; i++) {
        char *path = file_join(a, dir, names.name[i]);
        size_t stem = strlen(path) - strlen(ending);
        struct text wanted;
        if (strcmp(path + stem, ending) != 0)
            continue;
        char *txt = arena_printf(a, "%.*s.txt", (int)stem, path);
        ck_assert_msg(file_read(a, txt, 4096, &wanted, &e), "%s", e.text);
        wanted.data[strcspn(wanted.data, "\n")] = '\0';
        ck_assert_msg(!assignment_load(a, path, &read, &e), "loaded: %s", path);
        ck_assert_str_eq(below(e.text, dir), wanted.data);
        tried++;
    }
    ck_assert_uint_gt(tried, 40);
}
END_TEST

/* 0.1 and its like are not exact: a sum that is 100 may come out above it. */
START_TEST(percentages_that_make_100)
{
    struct assignment as;
    const char *path =
        put("w.json", HEAD "\"exercises\": [{\"exercise\": \"bank\", "
                           "\"points\": 1, \"partial\": {\"build\": 10.2, "
                           "\"tests\": 73.9, \"memory\": 15.9}}]}");

    ck_assert_double_gt(10.2 + 73.9 + 15.9, 100);
    ck_assert_msg(assignment_load(a, path, &as, &e), "%s", e.text);
}
END_TEST

START_TEST(where_the_roster_is)
{
    struct assignment as;
    const char *path = put("w.json", HEAD ONE ", \"roster\": \"/r/x.csv\"}");

    ck_assert_msg(assignment_load(a, path, &as, &e), "%s", e.text);
    ck_assert_str_eq(as.roster, "/r/x.csv");
}
END_TEST

START_TEST(for_one_exercise)
{
    struct assignment as;

    assignment_of(a, "bank", &as);
    ck_assert_uint_eq(as.n, 1);
    ck_assert_str_eq(as.list[0].exercise, "bank");
    ck_assert_str_eq(as.list[0].file, "bank.c");
    ck_assert_double_eq(as.list[0].points, 1);
    ck_assert(!as.has_due && !as.list[0].any_partial);
    ck_assert(as.shown.findings && as.shown.all && as.shown.schedules &&
              as.shown.hints && as.shown.points);
}
END_TEST

START_TEST(times)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: no time */
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2000-02-29T12:00:00Z", 951825600},
        {"2026-11-30T23:59:00+01:00", 1796079540},
        {"2026-11-30T17:59:00-05:00", 1796079540},
        {"2100-02-29T00:00:00Z", -1},
        {"2026-04-31T00:00:00Z", -1},
        {"2026-13-01T00:00:00Z", -1},
        {"2026-11-30T24:00:00Z", -1},
        {"2026-11-30 23:59:00Z", -1},
        {"2026-11-30T23:59:00", -1},
        {"2026-11-30T23:59:00+1:00", -1},
        {"2026-11-30T23:59:00+-1:00", -1},
        {"2026-11-30T23:59:00+ 1:00", -1},
        {"2026-11-30T23:59:00+01:+5", -1},
        {"2026-11-30T23:59:00+0100", -1},
        {"2026-11-30T23:59:00+24:00", -1},
        {"2026-11-30T23:59:00+01:60", -1},
        {"2026-11-30T23:59:00+", -1},
        {"2026-11-30T23:59:00+01:00x", -1},
        {"2026-11-3", -1},
        {"", -1},
    };
    int64_t seconds;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool ok = assignment_time(cases[i].text, &seconds);
        ck_assert_msg(ok == (cases[i].seconds >= 0), "%s", cases[i].text);
        if (ok)
            ck_assert_int_eq(seconds, cases[i].seconds);
    }
    /* Every day of a century, against the C library. */
    for (int64_t day = 0; day < 36525; day++) {
        time_t noon = (time_t)day * 86400 + 43200;
        struct tm tm;
        char text[40];
        ck_assert_ptr_nonnull(gmtime_r(&noon, &tm));
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
        ck_assert_msg(assignment_time(text, &seconds), "%s", text);
        ck_assert_int_eq(seconds, noon);
    }
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *t = tcase_create(name);

    tcase_set_timeout(t, TIMEOUT_S);
    tcase_add_checked_fixture(t, setup, teardown);
    suite_add_tcase(s, t);
    return t;
}

Suite *suite(void)
{
    Suite *s = suite_create("assignment");

    tcase_add_test(add(s, "every key"), every_key);
    tcase_add_test(add(s, "what is left out"), what_is_left_out);
    tcase_add_test(add(s, "percentages that make 100"),
                   percentages_that_make_100);
    tcase_add_test(add(s, "where the roster is"), where_the_roster_is);
    tcase_add_test(add(s, "for one exercise"), for_one_exercise);
    tcase_add_test(add(s, "broken files are refused with their message"),
                   broken_files_are_refused_with_their_message);
    tcase_add_test(add(s, "times"), times);
    return s;
}
