/* Records: what is written is read back, whatever a submission printed. */
#include "src/class/record.h"

#include "src/base/json.h"
#include "tests/unit/class_test.h"

#include <limits.h>

Suite *suite(void);

enum {
    LONG = 1 << 20,
    MANY = 40,       /* findings with long texts */
    TOO_MANY = 1100, /* findings: more than are read */
};

static const char *put(const struct submission *s, enum record_outcome outcome,
                       const char *why, const struct verdict *v)
{
    return put_record_in(top, s, outcome, why, v);
}

START_TEST(comes_back)
{
    char *hostile = arena_alloc(a, LONG + 1);
    const struct trace trace = {NULL, 0, NULL, 0};
    struct record r;

    memset(hostile, 'x', LONG);
    memcpy(hostile, "\"}\\ \x01\x1b[31m\n\t</pre>", 18);
    const struct finding found[] = {
        {.kind = FINDING_DATA_RACE,
         .stage = STAGE_RACES,
         .chance = true,
         .file = "bank.c",
         .line = 7,
         .column = 3,
         .function = "move",
         .test = "moves",
         .expectation = "Money moves",
         .message = "two threads",
         .detail = hostile,
         .output = "a\xff\xfe",
         .schedule = "1c:0",
         .trace = &trace},
        {.kind = FINDING_LEAK, .stage = STAGE_MEMORY, .message = "lost"},
    };
    const struct verdict v = verdict_of(found, 2);
    const char *path = put(handed_in(), record_of_verdict(&v), NULL, &v);

    ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
    ck_assert_str_eq(r.student, "anna");
    ck_assert_str_eq(r.exercise, "bank");
    ck_assert_str_eq(r.source, "w/anna.zip: a/bank.c");
    ck_assert_str_eq(r.sha256, "00ff");
    ck_assert_int_eq(r.handed_in, 1796079540);
    ck_assert_str_eq(r.key, "key");
    ck_assert_str_eq(r.grader, TL_VERSION);
    ck_assert_int_eq(r.outcome, RECORD_FAILED);
    ck_assert_ptr_null(r.why);
    ck_assert_double_eq(r.seconds, 1.5);
    ck_assert_uint_eq(r.nstages, STAGE_COUNT);
    ck_assert_int_eq(r.stages[STAGE_TESTS].outcome, OUTCOME_FAILED);
    ck_assert_int_eq(r.stages[STAGE_TESTS].checks_run, 3);
    ck_assert_int_eq(r.stages[STAGE_TESTS].checks_expected, 4);
    ck_assert_str_eq(r.stages[STAGE_SPEED].why, "the exercise has no bench");
    ck_assert_uint_eq(r.nlayers, 2);
    ck_assert(r.layers[0].active && !r.layers[1].active);
    ck_assert_str_eq(r.layers[1].why, "no seccomp");
    ck_assert_uint_eq(r.nfindings, 2);
    const struct record_finding *f = r.findings;
    ck_assert_int_eq(f->kind, FINDING_DATA_RACE);
    ck_assert_int_eq(f->stage, STAGE_RACES);
    ck_assert(f->chance && f->line == 7 && f->column == 3);
    ck_assert_str_eq(f->function, "move");
    ck_assert_str_eq(f->detail, hostile);
    ck_assert_str_eq(f->output, "a\xEF\xBF\xBD\xEF\xBF\xBD");
    ck_assert_str_eq(f->schedule, "1c:0");
    ck_assert_ptr_null(r.findings[1].detail);
}
END_TEST

START_TEST(without_a_verdict)
{
    struct submission s = *handed_in();
    struct record r;

    s.sha256[0] = '\0';
    s.handed_in = 0;
    s.source = NULL;
    const char *path = put(&s, RECORD_UNREADABLE, "a symbolic link", NULL);
    ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
    ck_assert_int_eq(r.outcome, RECORD_UNREADABLE);
    ck_assert_str_eq(r.why, "a symbolic link");
    ck_assert_int_eq(r.handed_in, 0);
    ck_assert_uint_eq(r.nstages, 0);
    ck_assert_uint_eq(r.nfindings, 0);
}
END_TEST

START_TEST(who_forges_is_for_a_person)
{
    const struct finding found[] = {
        {.kind = FINDING_TEST, .stage = STAGE_TESTS, .message = "no"},
        {.kind = FINDING_FORGED, .stage = STAGE_SHAPE, .message = "asm"},
    };
    struct verdict v = verdict_of(found, 1);

    ck_assert_int_eq(record_of_verdict(&v), RECORD_FAILED);
    v.nfindings = 2;
    ck_assert_int_eq(record_of_verdict(&v), RECORD_TAMPERED);
    v = verdict_of(NULL, 0);
    ck_assert_int_eq(record_of_verdict(&v), RECORD_PASSED);
    v.outcome = OUTCOME_UNSURE;
    ck_assert_int_eq(record_of_verdict(&v), RECORD_UNSURE);
}
END_TEST

START_TEST(names)
{
    enum record_outcome back;

    for (int o = 0; o < RECORD_OUTCOME_COUNT; o++) {
        const char *name = record_outcome_name((enum record_outcome)o);
        ck_assert(record_outcome_parse(name, &back));
        ck_assert_int_eq((int)back, o);
    }
    ck_assert(!record_outcome_parse("pass", &back));
}
END_TEST

/* R1. Each byte of a text is six of the record. */
START_TEST(no_text_is_too_long)
{
    struct finding found[MANY];
    char *hostile = arena_alloc(a, LONG + 1);
    struct record r;

    memset(hostile, '\x01', LONG);
    for (size_t n = 1; n <= MANY; n += MANY - 1) {
        const char *text = n == 1 ? hostile : hostile + LONG - LONG / 16;
        for (size_t i = 0; i < n; i++)
            found[i] = (struct finding){.kind = FINDING_CRASH,
                                        .stage = STAGE_TESTS,
                                        .function = text,
                                        .message = text,
                                        .detail = text,
                                        .output = text,
                                        .schedule = "1c:0"};
        const struct verdict v = verdict_of(found, n);
        const char *path = put(handed_in(), RECORD_FAILED, NULL, &v);
        ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
        ck_assert_uint_eq(r.nfindings, n);
        ck_assert_uint_gt(strlen(r.findings[n - 1].output), 1000);
        ck_assert_str_eq(r.findings[n - 1].schedule, "1c:0");
    }
}
END_TEST

/* R1. A learner's #line says what it likes: a place that would be refused is
 * one that is not known, and the record is read all the same. */
START_TEST(a_place_may_be_anything)
{
    static const struct {
        int line, column, line_read, column_read;
    } cases[] = {
        {7, 3, 7, 3},
        {10000000, 10000000, 10000000, 10000000},
        {10000001, 3, 0, 0},
        {7, 10000001, 0, 0},
        {INT_MAX, INT_MAX, 0, 0},
        {-1, -1, 0, 0},
        {INT_MIN, 0, 0, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct finding f = {.kind = FINDING_FORGED,
                                  .stage = STAGE_SHAPE,
                                  .file = "bank.c",
                                  .line = cases[i].line,
                                  .column = cases[i].column,
                                  .message = "m"};
        const struct verdict v = verdict_of(&f, 1);
        struct record r;
        const char *path = put(handed_in(), RECORD_TAMPERED, NULL, &v);
        ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
        ck_assert_int_eq(r.outcome, RECORD_TAMPERED);
        ck_assert_str_eq(r.findings[0].file, "bank.c");
        ck_assert_int_eq(r.findings[0].line, cases[i].line_read);
        ck_assert_int_eq(r.findings[0].column, cases[i].column_read);
    }
}
END_TEST

/* R1. Names, too, may come from a #line; half a schedule replays something
 * else, so that a long one is left out. */
START_TEST(no_name_is_too_long)
{
    struct finding found[MANY];
    char *hostile = arena_alloc(a, LONG / 16 + 1);
    struct record r;

    memset(hostile, '\x01', LONG / 16);
    for (size_t i = 0; i < MANY; i++)
        found[i] = (struct finding){.kind = FINDING_CRASH,
                                    .stage = STAGE_TESTS,
                                    .file = hostile,
                                    .test = hostile,
                                    .message = "m",
                                    .schedule = hostile};
    const struct verdict v = verdict_of(found, MANY);
    const char *path = put(handed_in(), RECORD_FAILED, NULL, &v);
    ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
    ck_assert_uint_eq(r.nfindings, MANY);
    ck_assert_uint_gt(strlen(r.findings[0].file), 1000);
    ck_assert_uint_gt(strlen(r.findings[0].test), 1000);
    ck_assert_ptr_null(r.findings[0].schedule);
}
END_TEST

START_TEST(a_text_is_cut_between_characters)
{
    struct finding found[MANY];
    char *text = arena_alloc(a, 3 * (LONG / 3) + 1);
    struct record r;

    for (size_t i = 0; i < LONG / 3; i++)
        memcpy(text + 3 * i, "\xE2\x82\xAC", 3);
    for (size_t i = 0; i < MANY; i++)
        found[i] = (struct finding){.kind = FINDING_CRASH,
                                    .stage = STAGE_TESTS,
                                    .message = "m",
                                    .detail = text,
                                    .output = text};
    const struct verdict v = verdict_of(found, MANY);
    const char *path = put(handed_in(), RECORD_FAILED, NULL, &v);
    ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
    size_t len = strlen(r.findings[0].output);
    ck_assert_uint_gt(len, 0);
    ck_assert_uint_lt(len, LONG - 3);
    ck_assert_uint_eq(len % 3, 0);
    ck_assert_int_eq(strncmp(r.findings[0].output, text, len), 0);
}
END_TEST

START_TEST(no_finding_is_one_too_many)
{
    struct finding *found = ARENA_ARRAY(a, struct finding, TOO_MANY);
    struct record r;

    for (size_t i = 0; i < TOO_MANY; i++)
        found[i] = (struct finding){.kind = FINDING_LEAK, .message = "m"};
    const struct verdict v = verdict_of(found, TOO_MANY);
    const char *path = put(handed_in(), RECORD_FAILED, NULL, &v);
    ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
    ck_assert_uint_eq(r.nfindings, 1000);
}
END_TEST

START_TEST(hostile_words)
{
    static const char *const words[] = {
        "\"}",         "\\",           "\\\"",         "</script>",
        "\x7f\x1b[2J", "\xc0\x80",     "\xed\xa0\x80", "\xff",
        "a\nb\r\n\tc", "\xe2\x80\xae", "\\u0000",      "",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct finding f = {.kind = FINDING_TEST,
                                  .stage = STAGE_TESTS,
                                  .function = words[i],
                                  .message = words[i],
                                  .output = words[i]};
        const struct verdict v = verdict_of(&f, 1);
        struct submission s = *handed_in();
        struct record r;
        s.source = words[i];
        const char *path = put(&s, RECORD_FAILED, words[i], &v);
        ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
        bool valid = strchr(words[i], '\xc0') == NULL &&
                     strchr(words[i], '\xed') == NULL &&
                     strchr(words[i], '\xff') == NULL;
        if (valid) {
            ck_assert_str_eq(r.source, words[i]);
            ck_assert_str_eq(r.why, words[i]);
            ck_assert_str_eq(r.findings[0].message, words[i]);
        } else {
            ck_assert_ptr_nonnull(strstr(r.source, "\xEF\xBF\xBD"));
        }
    }
}
END_TEST

/* A time that RFC 3339 cannot say is one that is not known. */
START_TEST(times)
{
    static const struct {
        int64_t in, out;
    } cases[] = {
        {1, 1},
        {951827696, 951827696},
        {253402300799, 253402300799},
        {253402300800, 0},
        {INT64_MAX, 0},
        {-1, 0},
        {INT64_MIN, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct submission s = *handed_in();
        struct record r;
        s.handed_in = cases[i].in;
        const char *path = put(&s, RECORD_MISSING, "x", NULL);
        ck_assert_msg(record_load(a, path, &r, &e), "%s", e.text);
        ck_assert_int_eq(r.handed_in, cases[i].out);
    }
}
END_TEST

static struct text small_one(const char **path)
{
    const struct finding f = {
        .kind = FINDING_TEST, .stage = STAGE_TESTS, .message = "no"};
    const struct verdict v = verdict_of(&f, 1);

    *path = put(handed_in(), RECORD_FAILED, NULL, &v);
    return read_whole(*path);
}

static bool loads(const char *path, const char *text, size_t len)
{
    struct arena *scratch = arena_new();
    struct record r;

    put_text(path, text, len);
    bool ok = record_load(scratch, path, &r, &e);
    arena_free(scratch);
    return ok;
}

START_TEST(too_large)
{
    const char *path;
    struct text whole = small_one(&path);
    const size_t max = JSON_FILE_MAX;
    char *padded = arena_alloc(a, max + 1);

    memset(padded, ' ', max + 1);
    memcpy(padded, whole.data, whole.len);
    ck_assert_msg(loads(path, padded, max), "%s", e.text);
    ck_assert(!loads(path, padded, max + 1));
    ck_assert_msg(strstr(e.text, "bank.json has") != NULL, "%s", e.text);
}
END_TEST

static bool says_where(void)
{
    const char *at = strstr(e.text, "bank.json:");

    return at != NULL && at[10] >= '1' && at[10] <= '9';
}

/* Cut anywhere, it is an error with the place; never half a record. */
START_TEST(cut_short)
{
    const char *path;
    struct text whole = small_one(&path);

    ck_assert(loads(path, whole.data, whole.len - 1)); /* the last line end */
    for (size_t len = 0; len + 1 < whole.len; len++) {
        ck_assert_msg(!loads(path, whole.data, len), "%zu bytes", len);
        ck_assert_msg(says_where(), "%zu bytes: %s", len, e.text);
    }
}
END_TEST

/* A byte that changed is an error with the place, or changes a text. */
START_TEST(damaged)
{
    static const char bytes[] = {'\0', '"', '9', '\xff'};
    const char *path;
    struct text whole = small_one(&path);
    char *copy = arena_alloc(a, whole.len);
    size_t refused = 0;

    for (size_t i = 0; i < whole.len; i++) {
        memcpy(copy, whole.data, whole.len);
        copy[i] = bytes[i % sizeof bytes];
        if (loads(path, copy, whole.len))
            continue;
        refused++;
        ck_assert_msg(says_where(), "byte %zu: %s", i, e.text);
    }
    ck_assert_uint_gt(refused, whole.len / 2);
}
END_TEST

/* The text of the small record with the first `old` replaced. */
static const char *changed(struct text whole, const char *old, const char *new)
{
    const char *at = strstr(whole.data, old);

    ck_assert_msg(at != NULL, "%s", old);
    return arena_printf(a, "%.*s%s%s", (int)(at - whole.data), whole.data, new,
                        at + strlen(old));
}

START_TEST(unknown_names)
{
    static const char *const swaps[][3] = {
        {"\"outcome\": \"failed\"", "\"outcome\": \"fialed\"", "/outcome"},
        {"\"kind\": \"test\"", "\"kind\": \"t\"", "/verdict/findings/0/kind"},
        {"\"name\": \"tests\"", "\"name\": \"toasts\"", "/verdict/stages"},
        {"\"name\": \"tests\"", "\"name\": \"build\"", "there already"},
        {"\"format\": 1", "\"format\": 9", "/format"},
        {"\"format\": 1,", "", "format"},
        {"\"student\": \"anna\"", "\"student\": 7", "/student"},
        {"\"key\": \"key\",", "", "key"},
        {"\"handed_in\": \"2026-", "\"handed_in\": \"2026/", "/handed_in"},
        {"\"checks_run\": 3", "\"checks_run\": -3", "checks_run"},
        {"\"active\": true", "\"active\": 1", "active"},
    };
    const char *path;
    struct text whole = small_one(&path);

    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        const char *text = changed(whole, swaps[i][0], swaps[i][1]);
        ck_assert_msg(!loads(path, text, strlen(text)), "%s", swaps[i][1]);
        ck_assert_msg(says_where() && strstr(e.text, swaps[i][2]) != NULL, "%s",
                      e.text);
    }
}
END_TEST

/* A newer grader may write some. */
START_TEST(new_keys_are_left_alone)
{
    static const char *const places[][2] = {
        {"\"student\"", "\"mood\": {\"of\": [\"day\"]}, \"student\""},
        {"\"kind\"", "\"mood\": null, \"kind\""},
        {"\"name\": \"tests\"", "\"mood\": 1, \"name\": \"tests\""},
        {"\"verdict\": {", "\"verdict\": {\"mood\": [], "},
    };
    const char *path;
    struct text whole = small_one(&path);

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *text = changed(whole, places[i][0], places[i][1]);
        ck_assert_msg(loads(path, text, strlen(text)), "%s", e.text);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("record");

    ADD(comes_back);
    ADD(without_a_verdict);
    ADD(who_forges_is_for_a_person);
    ADD(names);
    ADD(no_text_is_too_long);
    ADD(a_place_may_be_anything);
    ADD(no_name_is_too_long);
    ADD(a_text_is_cut_between_characters);
    ADD(no_finding_is_one_too_many);
    ADD(hostile_words);
    ADD(times);
    ADD(too_large);
    ADD(cut_short);
    ADD(damaged);
    ADD(unknown_names);
    ADD(new_keys_are_left_alone);
    return s;
}
