/* Records in other systems' formats: always valid, never a zero for what is not
 * known, never more than may be shown. Whether each document follows its
 * system's rules is tested in tests/cli/formats.sh, which has this program
 * write them to the folder that THREADLINGS_FORMATS names. */
#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/json.h"
#include "src/base/markup.h"
#include "src/base/utf8.h"
#include "src/class/format_text.h"
#include "tests/unit/formats_samples.h"

#include <check.h>
#include <stdlib.h>

static struct arena *arena;
static struct buf document;

static void setup(void)
{
    arena = arena_new();
    document = (struct buf)BUF_INIT;
}

static void teardown(void)
{
    buf_free(&document);
    arena_free(arena);
}

static const char *written(const char *sample, const char *format)
{
    buf_reset(&document);
    sample_write(arena, sample_find(sample), format_find(format), &document);
    return document.data;
}

static struct json parsed(const char *sample, const char *format)
{
    struct json root;
    struct err e;

    written(sample, format);
    ck_assert_msg(
        json_parse(arena, format, document.data, document.len, &root, &e), "%s",
        e.text);
    return root;
}

static const char *string(struct json v, const char *key)
{
    const char *text = NULL;
    struct err e;

    ck_assert_msg(json_string(json_get(v, key), &text, &e), "%s", e.text);
    return text;
}

static double number(struct json v, const char *key)
{
    double d = 0;
    struct err e;

    ck_assert_msg(json_number(json_get(v, key), &d, &e), "%s", e.text);
    return d;
}

static bool boolean(struct json v, const char *key)
{
    bool b = false;
    struct err e;

    ck_assert_msg(json_bool(json_get(v, key), &b, &e), "%s", e.text);
    return b;
}

static size_t length(struct json v)
{
    size_t n = 0;
    struct err e;

    ck_assert_msg(json_array(v, &n, &e), "%s", e.text);
    return n;
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* -------------------------------------------------------------------- texts */

START_TEST(text_is_made_fit)
{
    static const struct {
        const char *text, *fit;
    } known[] = {
        {"plain\ttext\n", "plain\ttext\n"},
        {"a\r\nb\rc", "a\nb\xef\xbf\xbd"
                      "c"},
        {"\x1b[31m", "\xef\xbf\xbd[31m"},
        {"\x7f", "\xef\xbf\xbd"},
        {"\xc2\x85", "\xef\xbf\xbd"},
        {"\xff", "\xef\xbf\xbd"},
        {"\xe2\x80\xae", "\xef\xbf\xbd"}, /* right to left */
        {"\xef\xbf\xbe", "\xef\xbf\xbd"}, /* U+FFFE */
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
        {"\xc3\xa4", "\xc3\xa4"},
    };

    for (size_t i = 0; i < LENGTH(known); i++)
        ck_assert_str_eq(format_text(arena, known[i].text, 100), known[i].fit);
    ck_assert_str_eq(format_text(arena, NULL, 100), "");
}
END_TEST

START_TEST(text_is_cut_between_characters)
{
    const char *cut = format_text(arena, "\xc3\xa4\xc3\xa4\xc3\xa4", 3);

    ck_assert_str_eq(cut, "\xc3\xa4\xc3\xa4\n[cut here: 2 bytes more]");
    ck_assert_str_eq(format_text(arena, "abc", 3), "abc");
}
END_TEST

START_TEST(line_has_no_line_ends)
{
    ck_assert_str_eq(format_line(arena, "\n a \r\n\t b\n", 100), "a b");
    ck_assert_str_eq(format_line(arena, "abcdef", 3), "abc...");
}
END_TEST

START_TEST(characters_are_counted)
{
    ck_assert_str_eq(format_characters(arena, "\xc3\xa4\xc3\xa4", 2, "!"),
                     "\xc3\xa4\xc3\xa4");
    ck_assert_str_eq(format_characters(arena, "\xc3\xa4\xc3\xa4", 1, "!"),
                     "\xc3\xa4!");
}
END_TEST

START_TEST(xml_is_escaped)
{
    markup_text(&document, "<a b=\"c\">&]]>");
    ck_assert_str_eq(document.data, "&lt;a b=&quot;c&quot;&gt;&amp;]]&gt;");
}
END_TEST

START_TEST(seconds_are_never_in_powers)
{
    static const struct {
        double seconds;
        const char *text;
    } known[] = {{0.00001, "0.000"},
                 {1.25, "1.250"},
                 {-1, "0.000"},
                 {1e300, "0.000"},
                 {86400, "86400.000"}};

    for (size_t i = 0; i < LENGTH(known); i++) {
        buf_reset(&document);
        format_seconds(&document, known[i].seconds);
        ck_assert_str_eq(document.data, known[i].text);
    }
}
END_TEST

/* ----------------------------------------------------------- every document */

static void assert_fit(const char *what)
{
    ck_assert_uint_gt(document.len, 0);
    ck_assert_uint_eq(document.len, strlen(document.data));
    ck_assert_msg(utf8_valid(document.data, document.len) == document.len,
                  "%s is not UTF-8", what);
    for (size_t i = 0; i < document.len; i++)
        ck_assert_msg((unsigned char)document.data[i] >= 0x20 ||
                          document.data[i] == '\n' || document.data[i] == '\t',
                      "%s has a control character at %zu", what, i);
    ck_assert_msg(document.data[document.len - 1] == '\n', "%s ends", what);
}

/* In the folder that the environment names, so that others can read them. */
static void keep_document(const char *sample, const struct format *f)
{
    const char *dir = getenv("THREADLINGS_FORMATS");
    struct err e;

    if (dir == NULL)
        return;
    const char *name = arena_printf(arena, "%s.%s", sample, f->name);
    const char *path = file_join(arena, dir, name);
    ck_assert_msg(file_write(path, document.data, document.len, &e), "%s",
                  e.text);
}

START_TEST(documents_are_fit_and_small)
{
    for (size_t i = 0; i < LENGTH(samples); i++) {
        for (size_t k = 0; k < nformats; k++) {
            written(samples[i].name, formats[k].name);
            assert_fit(formats[k].name);
            ck_assert_uint_lt(document.len, 1000000);
            keep_document(samples[i].name, &formats[k]);
        }
    }
}
END_TEST

/* As many exercises as there can be, with names and texts that grow when they
 * are quoted. */
START_TEST(large_documents_fit)
{
    static const char name[] =
        "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"";
    struct record_finding findings[LENGTH(sample_race_findings)];
    struct record records[ASSIGNED_MAX];
    const struct record *list[ASSIGNED_MAX];
    struct assigned assigned[ASSIGNED_MAX];
    struct assignment as = {.title = "x",
                            .list = assigned,
                            .n = ASSIGNED_MAX,
                            .shown = {true, true, true, true, true}};
    struct format_input in = {&as, list, ASSIGNED_MAX, NULL};

    memset(sample_long, '"', sizeof sample_long - 1);
    memcpy(findings, sample_race_findings, sizeof findings);
    findings[0].detail = findings[1].detail = sample_long;
    findings[0].output = sample_long;
    for (size_t i = 0; i < ASSIGNED_MAX; i++) {
        records[i] = sample_race;
        records[i].findings = findings;
        records[i].exercise = arena_printf(arena, "%s%zu", name, i);
        list[i] = &records[i];
        assigned[i] =
            (struct assigned){.exercise = records[i].exercise, .points = 1};
    }
    format_find("prairielearn")->write(arena, &in, &document);
    ck_assert_uint_gt(document.len, 100000);
    ck_assert_uint_le(document.len, 1000000);
    buf_reset(&document);
    format_find("classroom")->write(arena, &in, &document);
    ck_assert_uint_gt(document.len, 100000);
    ck_assert_uint_le(document.len, 700000);
}
END_TEST

START_TEST(formats_are_found_by_name)
{
    for (size_t i = 0; i < nformats; i++) {
        ck_assert_ptr_eq(format_find(formats[i].name), &formats[i]);
        ck_assert_int_ne(formats[i].file[0], '\0');
    }
    ck_assert_ptr_null(format_find("csv"));
}
END_TEST

/* In no format does anything stand of what may not be shown. */
START_TEST(hidden_findings_stay_hidden)
{
    static const char *const secrets[] = {"two threads use", "spsc_pop",
                                          "data-race",       "Write of size",
                                          "popped 7",        "c11:1,2"};

    for (size_t k = 0; k < nformats; k++) {
        const char *open = written("race", formats[k].name);
        ck_assert_msg(has(open, secrets[0]), "%s", formats[k].name);
        const char *hidden = written("race-hidden", formats[k].name);
        const char *rules = strstr(hidden, "\"invocations\"");
        for (size_t i = 0; i < LENGTH(secrets); i++)
            ck_assert_msg(!has(rules ? rules : hidden, secrets[i]), "%s: %s",
                          formats[k].name, secrets[i]);
        const char *first = written("race-first", formats[k].name);
        ck_assert(has(first, "`head`"));
        ck_assert(!has(first, "`tail`"));
        ck_assert(!has(first, "c11:1,2"));
    }
}
END_TEST

/* A crash is told from a wrong answer only where findings may be shown. */
START_TEST(hidden_crash_looks_like_a_wrong_answer)
{
    ck_assert(has(written("crash", "junit"), "<error type=\"crash\""));
    ck_assert(
        has(written("crash-hidden", "junit"), "<failure type=\"failed\""));
}
END_TEST

/* -------------------------------------------------- what is not known: no 0 */

static const char *const unknown[] = {
    "unsure",     "unsure-hidden", "tampered",     "infra",
    "not-graded", "two-infra",     "hostile-infra"};

START_TEST(gradescope_has_no_score_for_what_is_not_known)
{
    for (size_t i = 0; i < LENGTH(unknown); i++) {
        struct json root = parsed(unknown[i], "gradescope");
        ck_assert_msg(!has(document.data, "\"score\""), "%s", unknown[i]);
        ck_assert(has(string(root, "output"), "No points are given"));
    }
    ck_assert_double_eq(number(parsed("race", "gradescope"), "score"), 0);
    ck_assert_double_eq(number(parsed("passed", "gradescope"), "score"), 10);
    ck_assert_double_eq(number(parsed("two", "gradescope"), "score"), 10);
}
END_TEST

START_TEST(gradescope_says_how_late_it_was)
{
    struct assigned list = {.exercise = "spsc_queue", .points = 10};
    struct assignment as = {.title = "x",
                            .list = &list,
                            .n = 1,
                            .has_due = true,
                            .due = 1000,
                            .late_percent = 10,
                            .late_days = 3,
                            .shown = {true, true, true, true, true}};
    struct record r = sample_passed;
    const struct record *records[] = {&r};
    struct format_input in = {&as, records, 1, "anna"};

    r.handed_in = 1001;
    format_find("gradescope")->write(arena, &in, &document);
    ck_assert(has(document.data, "\"score\": 9,"));
    ck_assert(has(document.data, "1 day late"));
    as.shown.points = false;
    buf_reset(&document);
    format_find("gradescope")->write(arena, &in, &document);
    ck_assert(!has(document.data, "1 day late"));
}
END_TEST

START_TEST(gradescope_hides_points_with_a_hidden_test)
{
    parsed("race-no-points", "gradescope");
    ck_assert(has(document.data, "\"visibility\": \"hidden\""));
    parsed("race", "gradescope");
    ck_assert(!has(document.data, "\"visibility\": \"hidden\""));
    ck_assert(has(document.data, "\"output_format\": \"text\""));
}
END_TEST

START_TEST(prairielearn_is_not_gradable_where_nothing_is_known)
{
    static const char *const others[] = {"missing", "unreadable"};

    for (size_t i = 0; i < LENGTH(unknown); i++) {
        struct json root = parsed(unknown[i], "prairielearn");
        ck_assert_msg(!boolean(root, "gradable"), "%s", unknown[i]);
        ck_assert(!json_exists(json_get(root, "score")));
        ck_assert_uint_gt(length(json_get(root, "format_errors")), 0);
    }
    for (size_t i = 0; i < LENGTH(others); i++)
        ck_assert(!boolean(parsed(others[i], "prairielearn"), "gradable"));
    ck_assert_double_eq(number(parsed("two-missing", "prairielearn"), "score"),
                        0.5);
    ck_assert_double_eq(number(parsed("compile", "prairielearn"), "score"), 0);
    ck_assert_double_eq(
        number(parsed("worth-nothing", "prairielearn"), "score"), 1);
}
END_TEST

START_TEST(exercism_has_an_error_only_where_no_test_ran)
{
    static const char *const known[][2] = {
        {"passed", "pass"},    {"race", "fail"},    {"race-hidden", "fail"},
        {"compile", "error"},  {"crash", "fail"},   {"unsure", "fail"},
        {"missing", "error"},  {"infra", "error"},  {"tampered", "fail"},
        {"two-infra", "fail"}, {"hostile", "fail"},
    };

    for (size_t i = 0; i < LENGTH(known); i++) {
        struct json root = parsed(known[i][0], "exercism");
        ck_assert_msg(strcmp(string(root, "status"), known[i][1]) == 0, "%s",
                      known[i][0]);
        bool error = strcmp(known[i][1], "error") == 0;
        ck_assert_int_eq(json_is_string(json_get(root, "message")), error);
        ck_assert_int_eq(length(json_get(root, "tests")) == 0, error);
    }
}
END_TEST

START_TEST(classroom_reports_no_points_for_what_is_not_known)
{
    for (size_t i = 0; i < LENGTH(unknown); i++) {
        struct json root = parsed(unknown[i], "classroom");
        ck_assert_double_eq(number(root, "max_score"), 0);
        ck_assert_str_eq(string(root, "status"), "error");
    }
    struct json root = parsed("two", "classroom");
    ck_assert_double_eq(number(root, "max_score"), 20);
    ck_assert_str_eq(string(root, "status"), "fail");
    struct json test = json_at(json_get(root, "tests"), 0);
    ck_assert_str_eq(string(test, "filename"), "spsc_queue.c");
    ck_assert_double_eq(number(test, "line_no"), 12);
    ck_assert(has(string(test, "message"), "Write of size 8"));
}
END_TEST

START_TEST(junit_tells_failures_from_errors)
{
    ck_assert(has(written("race", "junit"), "<failure type=\"data-race\""));
    ck_assert(has(document.data, "<error type=\"unsure\""));
    ck_assert(has(written("infra", "junit"), "<error type=\"infra-error\""));
    ck_assert(has(written("tampered", "junit"), "<error type=\"tampered\""));
    ck_assert(has(written("missing", "junit"), "<failure type=\"missing\""));
    ck_assert(has(written("passed", "junit"),
                  "<skipped message=\"this exercise has no threads\""));
    ck_assert(!has(document.data, "<failure"));
    ck_assert(!has(document.data, "<error"));
}
END_TEST

START_TEST(tap_bails_out_where_nothing_is_known)
{
    static const char *const bail[] = {"unsure", "unsure-hidden", "infra",
                                       "not-graded", "two-infra"};

    for (size_t i = 0; i < LENGTH(bail); i++) {
        const char *text = written(bail[i], "tap");
        ck_assert_msg(has(text, "\nBail out! spsc_queue: "), "%s", text);
        ck_assert(!has(text, "\nnot ok"));
    }
    ck_assert(has(written("tampered", "tap"), "\nnot ok"));
    ck_assert(!has(written("race", "tap"), "\nBail out!"));
    ck_assert(has(document.data, "\nnot ok 3 - spsc_queue: races\n"));
}
END_TEST

/* -------------------------------------------------------------------- SARIF */

static struct json run_of(const char *sample)
{
    return json_at(json_get(parsed(sample, "sarif"), "runs"), 0);
}

START_TEST(sarif_has_a_result_for_each_line)
{
    struct json run = run_of("race");
    struct json results = json_get(run, "results");

    ck_assert_uint_eq(length(results), 2);
    struct json first = json_at(results, 0), second = json_at(results, 1);
    ck_assert_str_eq(string(first, "ruleId"), "data-race");
    ck_assert(has(document.data, "\"uri\": \"w3/anna/spsc_queue.c\""));
    ck_assert(has(document.data, "\"startLine\": 12"));
    ck_assert_str_ne(
        string(json_get(first, "partialFingerprints"), "threadlingsFinding/v1"),
        string(json_get(second, "partialFingerprints"),
               "threadlingsFinding/v1"));
    ck_assert_uint_eq(length(json_get(run_of("race-first"), "results")), 1);
    ck_assert_uint_eq(length(json_get(run_of("crash"), "results")), 0);
}
END_TEST

/* Links and placeholders, which a viewer would act on. */
START_TEST(sarif_messages_are_plain)
{
    struct json result = json_at(json_get(run_of("hostile"), "results"), 0);
    const char *text = string(json_get(result, "message"), "text");

    ck_assert(has(text, "{{0}}"));
    ck_assert(has(text, "[x] (http"));
}
END_TEST

START_TEST(sarif_names_the_file_where_it_was)
{
    static const char *const known[][2] = {
        {"spsc_queue.c", "\"spsc_queue.c\""},
        {"./a/spsc_queue.c", "\"a/spsc_queue.c\""},
        {"/home/a b/spsc_queue.c", "\"file:///home/a%20b/spsc_queue.c\""},
        {"w3.zip: anna/spsc_queue.c", "\"spsc_queue.c\""},
        {"my_spsc_queue.c", "\"spsc_queue.c\""},
        {"a:b/spsc_queue.c", "\"a%3Ab/spsc_queue.c\""},
        {NULL, "\"spsc_queue.c\""},
    };

    for (size_t i = 0; i < LENGTH(known); i++) {
        struct record r = sample_race;
        struct sample s = *sample_find("race-first");
        r.source = known[i][0];
        s.first = &r;
        buf_reset(&document);
        sample_write(arena, &s, format_find("sarif"), &document);
        ck_assert_msg(
            has(document.data, arena_printf(arena, "\"uri\": %s", known[i][1])),
            "%s", known[i][1]);
    }
}
END_TEST

START_TEST(sarif_notifies_of_what_has_no_line)
{
    static const char *const silent[] = {"passed", "race"};
    static const char *const said[] = {"crash",    "missing",  "race-hidden",
                                       "unsure",   "tampered", "infra",
                                       "two-infra"};

    for (size_t i = 0; i < LENGTH(silent); i++) {
        struct json how =
            json_at(json_get(run_of(silent[i]), "invocations"), 0);
        ck_assert(boolean(how, "executionSuccessful"));
        ck_assert_uint_eq(length(json_get(how, "toolExecutionNotifications")),
                          0);
    }
    for (size_t i = 0; i < LENGTH(said); i++) {
        struct json how = json_at(json_get(run_of(said[i]), "invocations"), 0);
        ck_assert_uint_eq(length(json_get(how, "toolExecutionNotifications")),
                          1);
        ck_assert_int_eq(boolean(how, "executionSuccessful"), i < 3);
    }
}
END_TEST

#define ADD(s, test)                                       \
    do {                                                   \
        TCase *added = tcase_create(#test);                \
        tcase_add_checked_fixture(added, setup, teardown); \
        tcase_add_test(added, test);                       \
        suite_add_tcase((s), added);                       \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("formats");

    ADD(s, text_is_made_fit);
    ADD(s, text_is_cut_between_characters);
    ADD(s, line_has_no_line_ends);
    ADD(s, characters_are_counted);
    ADD(s, xml_is_escaped);
    ADD(s, seconds_are_never_in_powers);
    ADD(s, documents_are_fit_and_small);
    ADD(s, large_documents_fit);
    ADD(s, formats_are_found_by_name);
    ADD(s, hidden_findings_stay_hidden);
    ADD(s, hidden_crash_looks_like_a_wrong_answer);
    ADD(s, gradescope_has_no_score_for_what_is_not_known);
    ADD(s, gradescope_says_how_late_it_was);
    ADD(s, gradescope_hides_points_with_a_hidden_test);
    ADD(s, prairielearn_is_not_gradable_where_nothing_is_known);
    ADD(s, exercism_has_an_error_only_where_no_test_ran);
    ADD(s, classroom_reports_no_points_for_what_is_not_known);
    ADD(s, junit_tells_failures_from_errors);
    ADD(s, tap_bails_out_where_nothing_is_known);
    ADD(s, sarif_has_a_result_for_each_line);
    ADD(s, sarif_messages_are_plain);
    ADD(s, sarif_names_the_file_where_it_was);
    ADD(s, sarif_notifies_of_what_has_no_line);
    return s;
}
