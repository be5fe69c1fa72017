/* Assignments, rosters, and what an answer is worth. */
#include "src/class/assignment.h"
#include "src/class/roster.h"
#include "src/class/score.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

Suite *suite(void);

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

/* --------------------------------------------------------------- assignments
 */

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

static const struct {
    const char *text, *says;
} wrong[] = {
    {"[]", "expected an object"},
    {HEAD "\"exercises\": []}", "expected 1 to 64 exercises"},
    {HEAD ONE ", \"roaster\": \"x\"}", "roaster"},
    {HEAD ONE ", " ONE "}", "exercises"},
    {"{\"format\": 2, \"title\": \"W\", " ONE "}", "/format"},
    {"{\"format\": 1, " ONE "}", "title"},
    {HEAD "\"exercises\": [{\"exercise\": \"../bank\", \"points\": 1}]}",
     "the name of an exercise"},
    {HEAD "\"exercises\": [{\"exercise\": \"bank\", \"points\": -1}]}",
     "points from 0"},
    {HEAD "\"exercises\": [{\"exercise\": \"bank\", \"points\": 1, \"file\": "
          "\"a/b.c\"}]}",
     "the name of a C file"},
    {HEAD "\"exercises\": [{\"exercise\": \"bank\", \"points\": 1}, "
          "{\"exercise\": \"bank\", \"points\": 1}]}",
     "/exercises/1"},
    {HEAD "\"exercises\": [{\"exercise\": \"bank\", \"points\": 1, "
          "\"partial\": {\"tests\": 60, \"build\": 50}}]}",
     "more than 100"},
    {HEAD "\"exercises\": [{\"exercise\": \"bank\", \"points\": 1, "
          "\"partial\": {\"test\": 60}}]}",
     "test"},
    {HEAD ONE ", \"due\": \"2026-02-30T00:00:00Z\"}", "a time such as"},
    {HEAD ONE ", \"late\": {\"percent_a_day\": 1, \"days\": 1}}",
     "\"due\" is missing"},
    {HEAD ONE ", \"due\": \"2026-02-03T00:00:00Z\", \"late\": "
              "{\"percent_a_day\": 101, \"days\": 1}}",
     "a percentage"},
    {HEAD ONE ", \"show\": {\"findings\": \"some\"}}", "\"first\""},
};

START_TEST(mistakes)
{
    struct assignment as;
    const char *path = put("w.json", wrong[_i].text);

    ck_assert(!assignment_load(a, path, &as, &e));
    ck_assert_msg(strstr(e.text, wrong[_i].says) != NULL, "%s", e.text);
    ck_assert_msg(strstr(e.text, "w.json:1:") != NULL, "%s", e.text);
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

/* ------------------------------------------------------------------- rosters
 */

START_TEST(roster)
{
    struct roster r;
    const char *path = put("r.csv", "name,note,id,section\n"
                                    "\"Berg, Anna\",x,anna,1\n"
                                    ",,ben.b+1@x,\n");

    ck_assert_msg(roster_load(a, path, &r, &e), "%s", e.text);
    ck_assert_uint_eq(r.n, 2);
    ck_assert_str_eq(r.list[0].name, "Berg, Anna");
    ck_assert_str_eq(r.list[0].section, "1");
    ck_assert_ptr_null(r.list[0].email);
    ck_assert_ptr_null(r.list[1].name);
    ck_assert_int_eq(r.list[1].line, 3);
    ck_assert_ptr_eq(roster_find(&r, "ben.b+1@x"), &r.list[1]);
    ck_assert_ptr_null(roster_find(&r, "Anna"));
}
END_TEST

static const struct {
    const char *text, *says;
} rosters[] = {
    {"", "is empty"},
    {"name\nx\n", "r.csv:1: no column is called 'id'"},
    {"id,name,id\n", "r.csv:1: two columns are called 'id'"},
    {"id,name\nanna,\n,Ben\n", "r.csv:3: a student without an id"},
    {"id\nanna\nben\nanna\n", "r.csv:4: the id 'anna' is that of line 2"},
    {"id\n../x\n", "r.csv:2: '../x' cannot be an id"},
    {"id\na b\n", "cannot be an id"},
    {"id\n\"a\n", "r.csv:2: a quote"},
};

START_TEST(rosters_with_mistakes)
{
    struct roster r;
    const char *path = put("r.csv", rosters[_i].text);

    ck_assert(!roster_load(a, path, &r, &e));
    ck_assert_msg(strstr(e.text, rosters[_i].says) != NULL, "%s", e.text);
}
END_TEST

START_TEST(ids)
{
    char longest[STUDENT_ID_MAX + 2];

    memset(longest, 'x', sizeof longest);
    longest[STUDENT_ID_MAX] = '\0';
    ck_assert(roster_id_ok(longest));
    longest[STUDENT_ID_MAX] = 'x';
    longest[STUDENT_ID_MAX + 1] = '\0';
    ck_assert(!roster_id_ok(longest));
    ck_assert(roster_id_ok("7") && roster_id_ok("s.b-1_2@uni+x"));
    ck_assert(!roster_id_ok("") && !roster_id_ok(".x") && !roster_id_ok("-x"));
    ck_assert(!roster_id_ok("a/b") && !roster_id_ok("a\n") &&
              !roster_id_ok("\xC3\xA4"));
}
END_TEST

/* -------------------------------------------------------------------- scores
 */

static struct score worth(enum record_outcome outcome, int64_t handed_in)
{
    static const struct record_stage stages[] = {
        {.stage = STAGE_BUILD, .outcome = OUTCOME_PASSED},
        {.stage = STAGE_TESTS, .outcome = OUTCOME_FAILED},
        {.stage = STAGE_SHAPE, .outcome = OUTCOME_PASSED},
    };
    static struct assigned of = {.exercise = "bank", .points = 10};
    const struct assignment as = {.list = &of,
                                  .n = 1,
                                  .has_due = true,
                                  .due = 1000000,
                                  .late_percent = 15,
                                  .late_days = 3};
    const struct record r = {.outcome = outcome,
                             .handed_in = handed_in,
                             .stages = stages,
                             .nstages = 3};

    of.partial[STAGE_BUILD] = 10;
    of.partial[STAGE_TESTS] = 50;
    of.partial[STAGE_SHAPE] = 3.333;
    return score_of(&as, &of, &r);
}

START_TEST(points)
{
    ck_assert_double_eq(worth(RECORD_PASSED, 1000000).points, 10);
    ck_assert_double_eq(worth(RECORD_FAILED, 0).points, 1.33);
    ck_assert_double_eq(worth(RECORD_MISSING, 0).points, 0);
    ck_assert(worth(RECORD_MISSING, 0).known);
    ck_assert(worth(RECORD_UNREADABLE, 0).known);
    ck_assert(!worth(RECORD_UNSURE, 0).known);
    ck_assert(!worth(RECORD_TAMPERED, 0).known);
    ck_assert(!worth(RECORD_INFRA_ERROR, 0).known);
}
END_TEST

START_TEST(lateness)
{
    struct score s = worth(RECORD_PASSED, 1000001);

    ck_assert_int_eq(s.late_days, 1);
    ck_assert_double_eq(s.points, 8.5);
    ck_assert_double_eq(s.taken, 1.5);
    ck_assert_int_eq(worth(RECORD_PASSED, 1000000 + 86400).late_days, 1);
    ck_assert_int_eq(worth(RECORD_PASSED, 1000001 + 86400).late_days, 2);
    ck_assert_double_eq(worth(RECORD_PASSED, 1000000 + 3 * 86400).points, 5.5);
    ck_assert_double_eq(worth(RECORD_PASSED, 1000001 + 3 * 86400).points, 0);
    ck_assert_int_eq(worth(RECORD_PASSED, 0).late_days, 0);
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    suite_add_tcase(s, t);
    return t;
}

Suite *suite(void)
{
    Suite *s = suite_create("assignment");

    tcase_add_test(add(s, "every key"), every_key);
    tcase_add_test(add(s, "what is left out"), what_is_left_out);
    tcase_add_loop_test(add(s, "mistakes say where"), mistakes, 0,
                        sizeof wrong / sizeof *wrong);
    tcase_add_test(add(s, "times"), times);
    tcase_add_test(add(s, "a roster"), roster);
    tcase_add_loop_test(add(s, "mistakes in a roster say where"),
                        rosters_with_mistakes, 0,
                        sizeof rosters / sizeof *rosters);
    tcase_add_test(add(s, "ids"), ids);
    tcase_add_test(add(s, "points"), points);
    tcase_add_test(add(s, "lateness"), lateness);
    return s;
}
