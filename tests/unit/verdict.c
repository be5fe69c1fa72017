/* Ranking, outcome and JSON of verdicts. */
#include "grader/verdict.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

START_TEST(kinds_have_names)
{
    for (int k = 0; k < FINDING_KIND_COUNT; k++) {
        enum finding_kind back;
        const char *name = finding_kind_name((enum finding_kind)k);
        ck_assert_ptr_nonnull(name);
        ck_assert(finding_kind_parse(name, &back));
        ck_assert_int_eq(back, k);
    }
    enum finding_kind none;
    ck_assert(!finding_kind_parse("", &none));
    ck_assert(!finding_kind_parse("race", &none));
}
END_TEST

START_TEST(ranking)
{
    /* Each explains more than the one after it. */
    static const struct finding order[] = {
        {.kind = FINDING_COMPILE, .stage = STAGE_BUILD},
        {.kind = FINDING_FORGED, .stage = STAGE_TESTS},
        {.kind = FINDING_FORBIDDEN, .stage = STAGE_SHAPE},
        {.kind = FINDING_TEST, .stage = STAGE_TESTS},
        {.kind = FINDING_ASSERTION, .stage = STAGE_SCHEDULES},
        {.kind = FINDING_DEADLOCK, .stage = STAGE_TESTS},
        {.kind = FINDING_MEMORY, .stage = STAGE_MEMORY},
        {.kind = FINDING_LEAK, .stage = STAGE_MEMORY},
        {.kind = FINDING_MISUSE, .stage = STAGE_RACES},
        {.kind = FINDING_DATA_RACE, .stage = STAGE_RACES},
        {.kind = FINDING_CRASH, .stage = STAGE_TESTS},
        {.kind = FINDING_TEST, .stage = STAGE_TESTS, .chance = true},
        {.kind = FINDING_SLOW, .stage = STAGE_SPEED},
    };

    for (size_t i = 0; i + 1 < sizeof order / sizeof *order; i++)
        ck_assert_int_lt(finding_rank(&order[i]), finding_rank(&order[i + 1]));
}
END_TEST

START_TEST(ranking_of_deadlocks)
{
    struct finding seen = {.kind = FINDING_DEADLOCK, .stage = STAGE_TESTS};
    struct finding shown = {.kind = FINDING_DEADLOCK, .stage = STAGE_SCHEDULES};
    struct finding possible = {.kind = FINDING_DEADLOCK, .stage = STAGE_RACES};
    struct finding misuse = {.kind = FINDING_MISUSE, .stage = STAGE_RACES};

    /* Whether a test stands still may depend on timing; a schedule does not. */
    ck_assert_int_gt(finding_rank(&seen), finding_rank(&shown));
    ck_assert_int_eq(finding_rank(&possible), finding_rank(&misuse));
}
END_TEST

/* Of several scenarios the first is shown: the kind must not matter. */
START_TEST(ranking_of_explored)
{
    struct finding a = {.kind = FINDING_CRASH, .stage = STAGE_SCHEDULES};
    struct finding b = {.kind = FINDING_FORBIDDEN, .stage = STAGE_SCHEDULES};
    struct finding leak = {.kind = FINDING_LEAK, .stage = STAGE_SCHEDULES};

    ck_assert_int_eq(finding_rank(&a), finding_rank(&b));
    ck_assert_int_gt(finding_rank(&leak), finding_rank(&a));
    ck_assert_int_le(finding_rank_possible(STAGE_SCHEDULES, false),
                     finding_rank(&a));
}
END_TEST

/* What can still come must not be ranked below what does come. */
START_TEST(possible_ranks)
{
    struct finding race = {.kind = FINDING_DATA_RACE, .stage = STAGE_RACES};
    struct finding memory = {.kind = FINDING_MEMORY, .stage = STAGE_MEMORY};
    struct finding lucky = memory;

    lucky.chance = true;
    ck_assert_int_le(finding_rank_possible(STAGE_RACES, true),
                     finding_rank(&race));
    ck_assert_int_le(finding_rank_possible(STAGE_MEMORY, false),
                     finding_rank(&memory));
    ck_assert_int_le(finding_rank_possible(STAGE_MEMORY, true),
                     finding_rank(&lucky));
}
END_TEST

static struct verdict all_passed(void)
{
    struct verdict v = {.exercise = "x", .submission = "x.c"};

    for (int s = 0; s < STAGE_COUNT; s++)
        v.stages[s] = (struct stage_result){
            .outcome = OUTCOME_PASSED, .checks_run = 3, .checks_expected = 3};
    return v;
}

START_TEST(outcomes)
{
    bool excused[STAGE_COUNT] = {false};
    struct finding f = {.kind = FINDING_TEST};
    struct verdict v = all_passed();

    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_PASSED);
    v.stages[STAGE_RACES].outcome = OUTCOME_UNAVAILABLE;
    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_UNSURE);
    excused[STAGE_RACES] = true;
    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_PASSED);
    v.stages[STAGE_SCHEDULES].outcome = OUTCOME_SKIPPED;
    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_UNSURE);
    v.stages[STAGE_SCHEDULES].absent = true;
    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_PASSED);
    v.stages[STAGE_TESTS].checks_run = 0;
    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_UNSURE);
    v = all_passed();
    v.findings = &f;
    v.nfindings = 1;
    ck_assert_int_eq(verdict_outcome(&v, excused), OUTCOME_FAILED);
}
END_TEST

static const struct frame frames[] = {
    {.function = "push", .file = "queue.c", .line = 14, .own = true},
    {.function = "?", .file = NULL},
};
static const struct thread_view threads[] = {
    {.name = "thread 1",
     .state = "writes \"x\"\n",
     .frames = frames,
     .nframes = 2},
};
static const struct finding full = {
    .kind = FINDING_DATA_RACE,
    .stage = STAGE_RACES,
    .chance = true,
    .file = "queue.c",
    .line = 14,
    .column = 2,
    .function = "push",
    .test = "order",
    .expectation = "Keeps the order",
    .message = "it races",
    .detail = "a\nb",
    .output = "\x1b[31mred \xff",
    .threads = threads,
    .nthreads = 1,
};

START_TEST(json_of_explored)
{
    static const struct trace_step step = {.number = 7,
                                           .kind = TRACE_PLAIN_WRITE,
                                           .name = "write",
                                           .variable = "total",
                                           .size = 4,
                                           .writes = true,
                                           .wrote = 5,
                                           .from = -1,
                                           .child = -1,
                                           .frames = frames,
                                           .nframes = 1};
    static const struct trace trace = {.steps = &step, .nsteps = 1};
    static const struct exploration scenario = {
        .id = "s", .what = "S", .outcome = OUTCOME_FAILED, .bound = -1};
    struct finding f = full;
    struct verdict v = all_passed();
    struct buf out = BUF_INIT;

    f.stage = STAGE_SCHEDULES;
    f.schedule = "1ab:c";
    f.trace = &trace;
    v.findings = &f;
    v.nfindings = 1;
    v.scenarios = &scenario;
    v.nscenarios = 1;
    verdict_json(&v, &out);
    ck_assert_ptr_nonnull(strstr(out.data, "\"schedule\": \"1ab:c\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"variable\": \"total\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"plain-write\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"wrote\": 5"));
    ck_assert_ptr_nonnull(strstr(out.data, "\"proved\": false"));
    buf_free(&out);
}
END_TEST

START_TEST(json)
{
    struct verdict v = all_passed();
    struct buf out = BUF_INIT;

    v.findings = &full;
    v.nfindings = 1;
    v.stages[STAGE_SHAPE].why = "no nm";
    verdict_json(&v, &out);
    ck_assert_int_eq(out.data[out.len - 1], '\n');
    ck_assert_ptr_nonnull(strstr(out.data, "\"data-race\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"checks_expected\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"no nm\""));
    ck_assert_ptr_null(strchr(out.data, '\x1b'));
    buf_free(&out);
}
END_TEST

START_TEST(findings_come_back)
{
    struct arena *a = arena_new();
    struct buf out = BUF_INIT;
    struct finding *back;
    struct err e;
    size_t n;

    findings_json(&full, 1, &out);
    struct text text = {out.data, out.len};
    ck_assert_msg(findings_parse(a, "t", &text, &back, &n, &e), "%s", e.text);
    ck_assert_uint_eq(n, 1);
    ck_assert(finding_same(&full, &back[0]));
    ck_assert_int_eq(back[0].stage, STAGE_RACES);
    ck_assert(back[0].chance);
    ck_assert_int_eq(back[0].column, 2);
    ck_assert_str_eq(back[0].test, "order");
    ck_assert_str_eq(back[0].detail, "a\nb");
    ck_assert_uint_eq(back[0].nthreads, 1);
    ck_assert_str_eq(back[0].threads[0].state, "writes \"x\"\n");
    ck_assert_uint_eq(back[0].threads[0].nframes, 2);
    ck_assert(back[0].threads[0].frames[0].own);
    ck_assert_ptr_null(back[0].threads[0].frames[1].file);
    text.len /= 2;
    ck_assert(!findings_parse(a, "t", &text, &back, &n, &e));
    buf_free(&out);
    arena_free(a);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *c = tcase_create(name);

    tcase_add_test(c, test);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("verdict");

    add(s, "every kind has a name and is found by it", kinds_have_names);
    add(s, "findings are ranked as promised", ranking);
    add(s, "a deadlock that happened ranks with tests", ranking_of_deadlocks);
    add(s, "what was explored ranks alike", ranking_of_explored);
    add(s, "possible ranks are not pessimistic", possible_ranks);
    add(s, "outcome: no checks or a missing stage is unsure", outcomes);
    add(s, "JSON holds what it must and no control characters", json);
    add(s, "JSON holds the steps and the scenarios", json_of_explored);
    add(s, "findings survive JSON", findings_come_back);
    return s;
}
