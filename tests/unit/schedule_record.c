/* The explorer's records: what is read, what is refused, what becomes of it. */
#include "grader/schedule_record.h"
#include "grader/symbols.h"
#include "grader/trace.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static struct arena *arena;
static struct schedule_record record;
static struct err e;

static void setup(void)
{
    arena = arena_new();
    e.text[0] = '\0';
}

static void teardown(void)
{
    arena_free(arena);
}

static bool parse(const char *lines)
{
    struct text text = {arena_strdup(arena, lines), strlen(lines)};

    return schedule_record_parse(arena, &text, &record, &e);
}

#define RESULT                                                           \
    "{\"type\":\"result\",\"outcome\":\"failed\",\"executions\":12,"     \
    "\"blocked\":3,\"proved\":false,\"bound\":-1,\"samples\":0,\"why\":" \
    "\"because\",\"schedule\":\"1abc:d\"}\n"

START_TEST(whole_report)
{
    ck_assert_msg(
        parse("{\"type\":\"progress\",\"phase\":\"bounded\",\"executions\":1}\n"
              "{\"type\":\"thread\",\"id\":0,\"start\":4096,\"parent\":-1}\n"
              "{\"type\":\"thread\",\"id\":1,\"start\":8192,\"parent\":0}\n"
              "{\"type\":\"step\",\"n\":0,\"thread\":0,\"kind\":\"create\","
              "\"name\":\"pthread_create\",\"child\":1,\"stack\":[10,20]}\n"
              "{\"type\":\"step\",\"n\":3,\"thread\":1,\"kind\":\"update\","
              "\"name\":\"atomic_fetch_add\",\"order\":\"acq_rel\",\"object\":"
              "\"atomic\",\"address\":100,\"size\":8,\"read\":"
              "18446744073709551615,\"wrote\":9007199254740993,\"from\":-1,"
              "\"newer\":[1,2],\"choice\":2,\"preempts\":true,\"stack\":[]}\n"
              "{\"type\":\"finding\",\"kind\":\"data-race\",\"text\":\"so\","
              "\"thread\":1,\"stack\":[7],\"other\":{\"thread\":0,\"step\":0,"
              "\"stack\":[8,9]},\"address\":100,\"size\":8}\n" RESULT),
        "%s", e.text);
    ck_assert_uint_eq(record.nthreads, 2);
    ck_assert_uint_eq(record.threads[1].start, 8192);
    ck_assert_int_eq(record.threads[0].parent, -1);
    ck_assert_uint_eq(record.nsteps, 2);
    ck_assert_int_eq(record.steps[0].step.kind, TRACE_CREATE);
    ck_assert_int_eq(record.steps[0].step.child, 1);
    ck_assert(!record.steps[0].step.reads);
    ck_assert_uint_eq(record.steps[0].stack.n, 2);
    ck_assert_uint_eq(record.steps[0].stack.pcs[1], 20);

    const struct trace_step *s = &record.steps[1].step;
    ck_assert(s->reads && s->writes && s->preempts);
    ck_assert(s->read == UINT64_MAX);
    ck_assert(s->wrote == 9007199254740993u); /* no double has it */
    ck_assert_str_eq(s->order, "acq_rel");
    ck_assert_int_eq(s->from, -1);
    ck_assert_uint_eq(s->nnewer, 2);
    ck_assert_int_eq(s->newer[1], 2);
    ck_assert_int_eq(s->number, 3);

    ck_assert(record.found && record.ended);
    ck_assert_str_eq(record.finding.kind, "data-race");
    ck_assert_int_eq(record.finding.other, 0);
    ck_assert_uint_eq(record.finding.other_stack.n, 2);
    ck_assert_int_eq(record.result.outcome, OUTCOME_FAILED);
    ck_assert_int_eq(record.result.executions, 12);
    ck_assert_int_eq(record.result.bound, -1);
    ck_assert_str_eq(record.result.schedule, "1abc:d");
}
END_TEST

START_TEST(waiting_threads)
{
    ck_assert(parse("{\"type\":\"finding\",\"kind\":\"deadlock\",\"text\":"
                    "\"all wait\",\"thread\":-1,\"stack\":[],\"waiting\":["
                    "{\"thread\":1,\"text\":\"waits for a mutex\",\"stack\":"
                    "[5]},{\"thread\":2,\"text\":\"waits, too\",\"stack\":[]"
                    "}]}\n"));
    ck_assert(!record.ended);
    ck_assert_int_eq(record.finding.thread, -1);
    ck_assert_int_eq(record.finding.other, -1);
    ck_assert_uint_eq(record.finding.nwaiting, 2);
    ck_assert_str_eq(record.finding.waiting[1].text, "waits, too");
    ck_assert_uint_eq(record.finding.waiting[0].stack.pcs[0], 5);
}
END_TEST

START_TEST(scenarios)
{
    ck_assert(parse("{\"type\":\"scenario\",\"id\":\"a\",\"what\":\"A\"}\n"
                    "{\"type\":\"scenario\",\"id\":\"b\",\"what\":\"B\"}\n"));
    ck_assert_uint_eq(record.nscenarios, 2);
    ck_assert_str_eq(record.scenarios[1].what, "B");
}
END_TEST

START_TEST(killed_while_it_wrote)
{
    ck_assert(parse(""));
    ck_assert(!record.ended);
    ck_assert(parse("{\"type\":\"thread\",\"id\":0,\"start\":4,\"parent\":-1}\n"
                    "{\"type\":\"result\",\"outc"));
    ck_assert_uint_eq(record.nthreads, 1);
    ck_assert(!record.ended);
}
END_TEST

START_TEST(outcomes)
{
    ck_assert_msg(parse("{\"type\":\"outcome\",\"how\":\"ends\",\"text\":"
                        "\"a\\u000a\\u00c3\\u00a9\\u20ac\",\"executions\":2,"
                        "\"schedule\":\"1c:a\"}\n"
                        "{\"type\":\"outcome\",\"how\":\"hangs\",\"text\":\"\","
                        "\"count\":7}\n"
                        "{\"type\":\"tally\",\"runs\":9,\"uncounted\":2,"
                        "\"processors\":4,\"pinned\":true,\"stuck\":false}\n"),
                  "%s", e.text);
    ck_assert_uint_eq(record.noutcomes, 2);
    ck_assert_int_eq(record.outcomes[0].how, FINAL_ENDS);
    /* Bytes as they were printed; what is no byte is seen to be wrong. */
    ck_assert_str_eq(record.outcomes[0].text, "a\n\xc3\xa9?");
    ck_assert_int_eq(record.outcomes[0].executions, 2);
    ck_assert_int_eq(record.outcomes[0].count, 0);
    ck_assert_str_eq(record.outcomes[0].schedule, "1c:a");
    ck_assert_int_eq(record.outcomes[1].how, FINAL_HANGS);
    ck_assert_int_eq(record.outcomes[1].count, 7);
    ck_assert_ptr_null(record.outcomes[1].schedule);
    ck_assert(record.ended && record.tally.pinned && !record.tally.stuck);
    ck_assert_int_eq(record.tally.runs, 9);
    ck_assert_int_eq(record.tally.uncounted, 2);
}
END_TEST

/* Each must be refused, and the message must hold the second text. */
START_TEST(broken)
{
    static const char *const cases[][2] = {
        {"hello\n", "the explorer's report:1"},
        {"\n", "empty"},
        {"[]\n", "type"},
        {"{\"type\":\"verdict\"}\n", "no record is called verdict"},
        {"{\"type\":\"thread\",\"id\":0}\n", "parent"},
        {"{\"type\":\"step\",\"n\":0,\"thread\":0,\"kind\":\"jump\"}\n",
         "no step is called jump"},
        {"{\"type\":\"step\",\"n\":0,\"thread\":0,\"kind\":\"read\",\"read\":"
         "-1}\n",
         "/read"},
        {"{\"type\":\"step\",\"n\":0,\"thread\":0,\"kind\":\"read\",\"read\":"
         "18446744073709551616}\n",
         "/read"},
        {"{\"type\":\"step\",\"n\":0,\"thread\":0,\"kind\":\"read\",\"stack\":"
         "[\"x\"]}\n",
         "/stack/0"},
        {"{\"type\":\"result\",\"outcome\":\"great\"}\n", "great"},
        {"{\"type\":\"result\",\"outcome\":\"passed\"}\n", "executions"},
        {"{\"type\":\"finding\",\"kind\":\"leak\"}\n", "text"},
        {"{\"type\":\"outcome\",\"how\":\"well\",\"text\":\"\"}\n",
         "no program ends like well"},
        {"{\"type\":\"outcome\",\"how\":\"ends\"}\n", "text"},
        {"{\"type\":\"tally\",\"runs\":1}\n", "uncounted"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(!parse(cases[i][0]), "accepted: %s", cases[i][0]);
        ck_assert_msg(strstr(e.text, cases[i][1]) != NULL, "%s: %s",
                      cases[i][0], e.text);
    }
}
END_TEST

/* ------------------------------------------------------------------- findings
 */

extern const char __executable_start[]; /* the linker's: where we lie */
static int marked[4];

static uint64_t static_address(const void *p)
{
    return (uint64_t)((const char *)p - __executable_start);
}

START_TEST(names)
{
    const uint64_t here = static_address((const void *)(uintptr_t)setup);
    const uint64_t there = static_address(&marked[2]);
    static const char *const files[] = {"schedule_record.c"};
    const struct trace_program program = {
        .elf = "/proc/self/exe", .files = files, .nfiles = 1};

    marked[0] = 1;
    ck_assert_msg(
        parse(arena_printf(
            arena,
            "{\"type\":\"thread\",\"id\":0,\"start\":1,\"parent\":-1}\n"
            "{\"type\":\"thread\",\"id\":1,\"start\":%llu,\"parent\":0}\n"
            "{\"type\":\"step\",\"n\":0,\"thread\":1,\"kind\":\"plain-write\","
            "\"address\":%llu,\"size\":4,\"wrote\":1,\"stack\":[%llu,1]}\n"
            "{\"type\":\"finding\",\"kind\":\"use-after-free\",\"text\":\"so\","
            "\"thread\":1,\"stack\":[%llu,%llu]}\n" RESULT,
            (unsigned long long)here, (unsigned long long)there,
            (unsigned long long)here + 2, (unsigned long long)here + 2,
            (unsigned long long)here + 2)),
        "%s", e.text);
    struct finding f = trace_finding(arena, &record, &program);
    ck_assert_int_eq(f.kind, FINDING_MEMORY);
    ck_assert_int_eq(f.stage, STAGE_SCHEDULES);
    ck_assert_str_eq(f.message, "so");
    ck_assert_str_eq(f.function, "setup");
    ck_assert_str_eq(f.file, "schedule_record.c");
    ck_assert_int_gt(f.line, 0);
    ck_assert_str_eq(f.schedule, "1abc:d");
    ck_assert_ptr_null(f.trace->threads[0].function);
    ck_assert_str_eq(f.trace->threads[1].function, "setup");
    ck_assert_str_eq(f.trace->threads[1].name, "thread 1");
    ck_assert_uint_eq(f.trace->nsteps, 1);
    ck_assert_str_eq(f.trace->steps[0].variable, "marked + 8");
    ck_assert_uint_eq(f.trace->steps[0].nframes, 1);
    ck_assert_str_eq(f.trace->steps[0].frames[0].function, "setup");
}
END_TEST

/* A frame of a file that is not the judged one is shown, not blamed. */
START_TEST(places)
{
    const uint64_t here = static_address((const void *)(uintptr_t)setup);
    static const char *const files[] = {"schedule_record.c"};
    const struct trace_program program = {
        .elf = "/proc/self/exe", .own = "other.c", .files = files, .nfiles = 1};

    ck_assert(parse(arena_printf(
        arena,
        "{\"type\":\"finding\",\"kind\":\"assertion\",\"text\":\"so\","
        "\"thread\":1,\"stack\":[%llu]}\n" RESULT,
        (unsigned long long)here + 2)));
    struct finding f = trace_finding(arena, &record, &program);
    ck_assert_ptr_null(f.file);
    ck_assert_int_eq(f.line, 0);
    ck_assert_ptr_nonnull(strstr(f.detail, "schedule_record.c:"));
}
END_TEST

/* What was looked up before must not show through. */
START_TEST(addresses_are_apart)
{
    const uint64_t addresses[] = {
        static_address((const void *)(uintptr_t)setup) + 1, 1};
    struct symbol symbols[2];

    ck_assert_msg(symbols_resolve(arena, "/proc/self/exe", NULL, addresses, 2,
                                  0, symbols, &e),
                  "%s", e.text);
    ck_assert_str_eq(symbols[0].frames[0].file, "schedule_record.c");
    ck_assert_uint_eq(symbols[1].nframes, 1);
    ck_assert_ptr_null(symbols[1].frames[0].file);
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
    Suite *s = suite_create("schedule_record");

    add(s, "a whole report is read, to the last bit", whole_report);
    add(s, "a deadlock tells what each thread waits for", waiting_threads);
    add(s, "scenarios are listed", scenarios);
    add(s, "outcomes are read, to the byte", outcomes);
    add(s, "a report that breaks off has no result", killed_while_it_wrote);
    add(s, "what is not as expected is refused", broken);
    add(s, "addresses get functions, lines and variables", names);
    add(s, "only the judged file is blamed", places);
    add(s, "an address without a line gets none", addresses_are_apart);
    return s;
}
