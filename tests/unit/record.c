/* Records, and what is made of all of them: ledger and gradebook. */
#include "src/class/record.h"

#include "src/base/buf.h"
#include "src/class/gradebook.h"
#include "src/class/ledger.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *suite(void);

enum { LONG = 1 << 20 };

static struct arena *a;
static struct err e;
static char *top;

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");

    a = arena_new();
    top = arena_printf(a, "%s/record.XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(top));
}

static void teardown(void)
{
    ck_assert(file_remove(top, &e));
    arena_free(a);
}

static struct verdict verdict_of(const struct finding *f, size_t n)
{
    static const struct layer layers[] = {{"landlock", true, NULL},
                                          {"seccomp", false, "no seccomp"}};
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

static const struct submission handed = {
    .student = "anna",
    .exercise = "bank",
    .source = "w/anna.zip: a/bank.c",
    .sha256 = "00ff",
    .handed_in = 1796079540,
};

static const char *put(const struct submission *s, enum record_outcome outcome,
                       const char *why, const struct verdict *v)
{
    const char *path = record_path(a, top, s->student, s->exercise);
    struct buf text = BUF_INIT;

    record_json(s, "key", outcome, why, v, &text);
    ck_assert(file_mkdirs(
        arena_strndup(a, path, (size_t)(file_base(path) - path)), 0755, &e));
    ck_assert(file_write(path, text.data, text.len, &e));
    buf_free(&text);
    return path;
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
    const char *path = put(&handed, record_of_verdict(&v), NULL, &v);

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
    struct submission s = handed;
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

/* Cut anywhere, it is an error with the place; never half a record. */
START_TEST(cut_short)
{
    const struct finding f = {
        .kind = FINDING_TEST, .stage = STAGE_TESTS, .message = "no"};
    const struct verdict v = verdict_of(&f, 1);
    const char *path = put(&handed, RECORD_FAILED, NULL, &v);
    struct text whole;
    struct record r;

    ck_assert(file_read(a, path, 1 << 20, &whole, &e));
    for (size_t len = 0; len + 2 < whole.len; len += 3) {
        struct arena *scratch = arena_new();
        ck_assert(file_write(path, whole.data, len, &e));
        ck_assert(!record_load(scratch, path, &r, &e));
        ck_assert(strstr(e.text, "bank.json") != NULL);
        arena_free(scratch);
    }
}
END_TEST

START_TEST(unknown_names)
{
    static const char *const swaps[][2] = {
        {"\"failed\"", "\"fialed\""},
        {"\"kind\": \"test\"", "\"kind\": \"t\""},
        {"\"stage\": \"tests\"", "\"stage\": \"toasts\""},
        {"\"format\": 1", "\"format\": 9"},
    };
    const struct finding f = {
        .kind = FINDING_TEST, .stage = STAGE_TESTS, .message = "no"};
    const struct verdict v = verdict_of(&f, 1);
    struct record r;

    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        const char *path = put(&handed, RECORD_FAILED, NULL, &v);
        struct text whole;
        ck_assert(file_read(a, path, 1 << 20, &whole, &e));
        char *at = strstr(whole.data, swaps[i][0]);
        ck_assert_ptr_nonnull(at);
        const char *changed =
            arena_printf(a, "%.*s%s%s", (int)(at - whole.data), whole.data,
                         swaps[i][1], at + strlen(swaps[i][0]));
        ck_assert(file_write(path, changed, strlen(changed), &e));
        ck_assert_msg(!record_load(a, path, &r, &e), "%s", swaps[i][1]);
    }
}
END_TEST

/* --------------------------------------------------------------------- ledger
 */

static const struct assigned two[] = {
    {.exercise = "bank", .file = "bank.c", .points = 10},
    {.exercise = "once", .file = "once.c", .points = 2.5},
};
static const struct assignment week = {.title = "W", .list = two, .n = 2};
static const struct student students[] = {
    {.id = "anna", .name = "Anna", .section = "1", .line = 2},
    {.id = "ben", .name = "=1+1", .line = 3},
};

static void hand_in(const char *student, const char *exercise,
                    enum record_outcome outcome)
{
    const struct finding f = {.kind = FINDING_TEST,
                              .stage = STAGE_TESTS,
                              .message = "no",
                              .detail = "long",
                              .output = "longer"};
    const struct verdict v = verdict_of(&f, outcome == RECORD_FAILED);
    struct submission s = handed;

    s.student = student;
    s.exercise = exercise;
    put(&s, outcome, outcome == RECORD_INFRA_ERROR ? "no disk" : NULL,
        outcome == RECORD_INFRA_ERROR ? NULL : &v);
}

static const char *gradebook(size_t *bad)
{
    struct ledger l;
    struct buf out = BUF_INIT;

    ck_assert(ledger_load(a, top, &week, students, 2, &l, bad, &e));
    gradebook_csv(&l, &out);
    const char *text = buf_keep(a, &out);
    buf_free(&out);
    return text;
}

START_TEST(a_gradebook)
{
    size_t bad;

    hand_in("ben", "once", RECORD_INFRA_ERROR);
    hand_in("anna", "once", RECORD_PASSED);
    hand_in("anna", "bank", RECORD_FAILED);
    ck_assert_str_eq(
        gradebook(&bad),
        "id,name,section,bank outcome,bank points,bank late,once outcome,once "
        "points,once late,total,max\n"
        "anna,Anna,1,failed,0,0,passed,2.5,0,2.5,12.5\n"
        "ben,'=1+1,,not graded,,0,infra-error,,0,,12.5\n");
    ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(records_of_others_do_not_count)
{
    size_t bad;
    struct text text;

    hand_in("ben", "bank", RECORD_PASSED);
    ck_assert(
        file_read(a, record_path(a, top, "ben", "bank"), 1 << 20, &text, &e));
    ck_assert(file_mkdirs(file_join(a, top, "verdicts/anna"), 0755, &e));
    ck_assert(file_write(record_path(a, top, "anna", "bank"), text.data,
                         text.len, &e));
    ck_assert(file_write(record_path(a, top, "anna", "once"), "{", 1, &e));
    const char *book = gradebook(&bad);
    ck_assert_uint_eq(bad, 2);
    ck_assert_ptr_nonnull(
        strstr(book, "anna,Anna,1,not graded,,0,not graded,,0,,12.5\n"));
    ck_assert_ptr_nonnull(strstr(book, "ben,'=1+1,,passed,10,0,"));
}
END_TEST

START_TEST(a_ledger_is_short)
{
    struct ledger l;
    struct record whole;
    size_t bad;

    hand_in("anna", "bank", RECORD_FAILED);
    ck_assert(ledger_load(a, top, &week, students, 2, &l, &bad, &e));
    const struct record *r = ledger_cell(&l, 0, 0)->record;
    ck_assert_str_eq(r->findings[0].message, "no");
    ck_assert_ptr_null(r->findings[0].detail);
    ck_assert_ptr_null(r->findings[0].output);
    ck_assert(ledger_record(a, top, "anna", "bank", &whole));
    ck_assert_str_eq(whole.findings[0].detail, "long");
    ck_assert(!ledger_record(a, top, "ben", "bank", &whole));
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}

Suite *suite(void)
{
    Suite *s = suite_create("record");

#define ADD(test) add(s, #test, test)
    ADD(comes_back);
    ADD(without_a_verdict);
    ADD(who_forges_is_for_a_person);
    ADD(names);
    ADD(cut_short);
    ADD(unknown_names);
    ADD(a_gradebook);
    ADD(records_of_others_do_not_count);
    ADD(a_ledger_is_short);
    return s;
}
