/* The class report: counts, groups, order, and that nothing in it depends on
 * when or where something was graded. */
#include "src/class/report.h"

#include "grader/exercise.h"
#include "tests/unit/sheet_test.h"

#include <stdlib.h>

Suite *suite(void);

enum { STUDENTS = 8, EXERCISES = 2 };

static const char evil[] = "</td><script>x</script>\n````\n[a](http://b.c)|";

static const char *const rungs[] = {"where", "why", "what"};
static const struct hints ladders[] = {
    {.has_kind = true,
     .kind = FINDING_DATA_RACE,
     .misconception = "MEM-3",
     .rungs = rungs,
     .nrungs = 3},
    {.has_kind = true,
     .kind = FINDING_TEST,
     .misconception = "EXEC-1",
     .rungs = rungs,
     .nrungs = 3},
    {.rungs = rungs, .nrungs = 3},
};
static const struct hints looking[] = {
    {.mentions = "in the detail",
     .misconception = "EXEC-1",
     .rungs = rungs,
     .nrungs = 3},
    {.has_kind = true,
     .kind = FINDING_DATA_RACE,
     .misconception = "MEM-3",
     .rungs = rungs,
     .nrungs = 3},
};
static const struct exercise exercises[EXERCISES] = {
    {.name = "bank", .title = "A bank", .hints = ladders, .nhints = 3},
    {.name = "once", .title = "Once", .hints = ladders, .nhints = 3},
};
static const struct exercise *const pointers[EXERCISES] = {&exercises[0],
                                                           &exercises[1]};
static const struct report_belief beliefs[] = {
    {"MEM-3", "`volatile` is enough.", "It is *not*."},
    {"EXEC-1", "One line is one step.", "It is many."},
};
static const struct assigned list[EXERCISES] = {
    {"bank", "bank.c", 10, {0}, false},
    {"once", "once.c", 5, {0}, false},
};
static const struct record_stage unsure[] = {
    {.stage = STAGE_TESTS, .outcome = OUTCOME_UNSURE, .why = "out of time"},
};

static struct arena *arena;
static struct student students[STUDENTS];
static struct record records[STUDENTS][EXERCISES];
static struct record_finding findings[STUDENTS][EXERCISES][3];
static struct cell cells[STUDENTS * EXERCISES];
static struct assignment assignment;
static struct ledger ledger;
static struct report_facts facts;
static struct buf markdown = BUF_INIT, html = BUF_INIT;

/* Everybody passes. */
static void setup(void)
{
    arena = arena_new();
    for (size_t i = 0; i < STUDENTS; i++) {
        students[i] = (struct student){.id = arena_printf(arena, "s%zu", i)};
        for (size_t e = 0; e < EXERCISES; e++) {
            records[i][e] = (struct record){
                .student = students[i].id,
                .exercise = exercises[e].name,
                .source = "x.c",
                .sha256 = "00",
                .outcome = RECORD_PASSED,
                .findings = findings[i][e],
                .seconds = 1,
            };
            cells[i * EXERCISES + e] = (struct cell){
                &records[i][e],
                {.known = true,
                 .points = list[e].points,
                 .max = list[e].points},
            };
        }
    }
    assignment =
        (struct assignment){.title = "Week 3", .list = list, .n = EXERCISES};
    ledger = (struct ledger){&assignment, students, STUDENTS, cells};
    facts = (struct report_facts){
        .exercises = pointers,
        .beliefs = beliefs,
        .nbeliefs = N(beliefs),
        .style = "",
    };
}

static void teardown(void)
{
    arena_free(arena);
    buf_free(&markdown);
    buf_free(&html);
}

static void set(size_t student, size_t exercise, enum record_outcome outcome,
                double points)
{
    struct record *r = &records[student][exercise];
    struct score *s = &cells[student * EXERCISES + exercise].score;

    r->outcome = outcome;
    s->points = points;
    s->known = outcome == RECORD_PASSED || outcome == RECORD_FAILED ||
               outcome == RECORD_MISSING || outcome == RECORD_UNREADABLE;
    r->stages = unsure;
    r->nstages = outcome == RECORD_UNSURE;
    if (outcome == RECORD_MISSING)
        r->seconds = 0;
}

static void find(size_t student, size_t exercise, enum finding_kind kind,
                 const char *test, const char *message)
{
    struct record *r = &records[student][exercise];

    findings[student][exercise][r->nfindings++] =
        (struct record_finding){.kind = kind, .test = test, .message = message};
}

static void write_both(void)
{
    buf_reset(&markdown);
    buf_reset(&html);
    report_markdown(arena, &ledger, &facts, &markdown);
    report_html(arena, &ledger, &facts, &html);
    check_html(html.data);
}

static void has(const char *text)
{
    ck_assert_msg(strstr(markdown.data, text) != NULL, "no \"%s\" in:\n%s",
                  text, markdown.data);
}

static void has_not(const char *text)
{
    ck_assert_msg(strstr(markdown.data, text) == NULL, "\"%s\" in:\n%s", text,
                  markdown.data);
}

START_TEST(all_is_well)
{
    static const char wanted[] =
        "# Week 3: class report\n\n"
        "The class: 8 students, 2 exercises.\n\n"
        "## Exercises\n\n"
        "| Exercise | Handed in | Passed | Failed | Unreadable | Unsure | "
        "Tampered | No grade | Median | Share that passed |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- "
        "|\n"
        "| `bank` | 8 | 8 | 0 | 0 | 0 | 0 | 0 | 10 of 10 | "
        "████████████████████ |\n"
        "| `once` | 8 | 8 | 0 | 0 | 0 | 0 | 0 | 5 of 5 | "
        "████████████████████ |\n\n";

    write_both();
    ck_assert_msg(strncmp(markdown.data, wanted, sizeof wanted - 1) == 0, "%s",
                  markdown.data);
    has("| 90–100 % | 8 | ████████████████████ |\n\n"
        "## What a person must look at\n\nNothing.\n\n"
        "## Common mistakes\n\n"
        "Nothing wrong was found in what was handed in.\n");
    has_not("believe");
    has_not("Notes");
    has_not("How long");
}
END_TEST

START_TEST(counts)
{
    set(0, 0, RECORD_FAILED, 2.5);
    set(1, 0, RECORD_UNREADABLE, 0);
    set(2, 0, RECORD_UNSURE, 0);
    set(3, 0, RECORD_TAMPERED, 0);
    set(4, 0, RECORD_INFRA_ERROR, 0);
    set(5, 0, RECORD_MISSING, 0);
    cells[6 * EXERCISES] = (struct cell){0};
    write_both();
    /* known and handed in: 0, 2.5, 10 */
    has("| `bank` | 7 | 1 | 1 | 1 | 1 | 1 | 2 | 2.5 of 10 | "
        "███░░░░░░░░░░░░░░░░░ |\n");
    /* of 15 points: 7.5, 5, open, open, open, 5, open, 15 */
    has("| 30–39 % | 2 |");
    has("| 50–59 % | 1 |");
    has("| 90–100 % | 1 |");
    has("Not in it: 4 students of whom some points are open.");
    set(0, 0, RECORD_PASSED, 10);
    write_both();
    has("| 10 of 10 |");
    set(1, 0, RECORD_PASSED, 5);
    set(7, 0, RECORD_MISSING, 0);
    write_both();
    has("| 7.5 of 10 |");
}
END_TEST

START_TEST(to_look_at)
{
    set(2, 1, RECORD_UNSURE, 0);
    set(3, 0, RECORD_TAMPERED, 0);
    find(3, 0, FINDING_LEAK, NULL, "a leak");
    find(3, 0, FINDING_FORGED, NULL, "it wrote its own result");
    set(4, 0, RECORD_INFRA_ERROR, 0);
    records[4][0].why = "the disk is full";
    write_both();
    has("3 submissions. None has points yet; what is not graded is graded "
        "again by the next run.\n\n"
        "| Student | Exercise | Outcome | Why |\n"
        "| --- | --- | --- | --- |\n"
        "| `s2` | `once` | unsure | out of time |\n"
        "| `s3` | `bank` | tampered | it wrote its own result |\n"
        "| `s4` | `bank` | not graded | the disk is full |\n\n");
}
END_TEST

/* Each student once for each kind and test, most first, five named. */
START_TEST(mistakes)
{
    for (size_t i = 0; i < 7; i++) {
        set(i, 0, RECORD_FAILED, 0);
        find(i, 0, FINDING_DATA_RACE, "pays",
             arena_printf(arena, "race %zu", i));
        find(i, 0, FINDING_DATA_RACE, "pays", "race again");
    }
    for (size_t i = 5; i < 8; i++)
        find(i, 0, FINDING_TEST, i == 7 ? NULL : "adds", "wrong sum");
    set(6, 1, RECORD_FAILED, 0);
    find(6, 1, FINDING_LEAK, NULL, "a leak");
    write_both();
    has("## Common mistakes\n\n"
        "### A bank\n\n"
        "| Finding | Students | Test | An example | Who |\n"
        "| --- | ---: | --- | --- | --- |\n"
        "| Data race | 7 | `pays` | race 0 | `s0`, `s1`, `s2`, `s3`, `s4` and "
        "2 more |\n"
        "| Test failed | 2 | `adds` | wrong sum | `s5`, `s6` |\n"
        "| Test failed | 1 |  | wrong sum | `s7` |\n\n"
        "### Once\n\n"
        "| Finding | Students | Test | An example | Who |\n"
        "| --- | ---: | --- | --- | --- |\n"
        "| Leak | 1 |  | a leak | `s6` |\n\n");
}
END_TEST

/* What is shown first decides; a student who shows it twice counts once. */
START_TEST(believed)
{
    find(1, 0, FINDING_DATA_RACE, NULL, "race");
    find(1, 0, FINDING_TEST, NULL, "wrong");
    find(1, 1, FINDING_DATA_RACE, NULL, "race");
    find(2, 1, FINDING_DATA_RACE, NULL, "race");
    find(3, 0, FINDING_TEST, NULL, "wrong");
    find(4, 0, FINDING_LEAK, NULL, "leak");
    write_both();
    has("## What learners seem to believe\n\n"
        "- **MEM-3**, 2 students (`s1`, `s2`; `bank` 1, `once` 2). `volatile` "
        "is enough. *In fact:* It is *not*.\n"
        "- **EXEC-1**, 1 student (`s3`; `bank` 1). One line is one step. *In "
        "fact:* It is many.\n");
    ck_assert_ptr_nonnull(
        strstr(html.data, "<code>volatile</code> is enough. <em>In fact:</em> "
                          "It is <em>not</em>.</li>\n"));
    facts.nbeliefs = 0;
    write_both();
    has("- **MEM-3**, 2 students (`s1`, `s2`; `bank` 1, `once` 2).\n");
}
END_TEST

/* The ledger keeps no details; a ladder may look into them. */
START_TEST(believed_by_details)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = arena_printf(arena, "%s/report.XXXXXX", tmp ? tmp : "/tmp");
    const struct exercise other = {
        .name = "bank", .title = "A bank", .hints = looking, .nhints = 2};
    const struct exercise *const others[] = {&other, &exercises[1]};
    const struct finding f = {.kind = FINDING_DATA_RACE,
                              .message = "race",
                              .detail = "it stands in the detail"};
    const struct verdict v = {.exercise = "bank",
                              .submission = "bank.c",
                              .outcome = OUTCOME_FAILED,
                              .findings = &f,
                              .nfindings = 1};
    const struct submission s = {
        .student = "s1", .exercise = "bank", .copy = "bank.c", .source = "b"};
    struct buf text = BUF_INIT;
    struct err e;

    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert(file_mkdirs(file_join(arena, dir, "verdicts/s1"), 0755, &e));
    record_json(&s, "key", RECORD_FAILED, NULL, &v, &text);
    ck_assert(file_write(record_path(arena, dir, "s1", "bank"), text.data,
                         text.len, &e));
    buf_free(&text);
    find(1, 0, FINDING_DATA_RACE, NULL, "race");
    find(2, 0, FINDING_DATA_RACE, NULL, "race");
    facts.exercises = others;
    write_both();
    has("- **MEM-3**, 2 students (`s1`, `s2`; `bank` 2)");
    facts.out = dir;
    write_both();
    has("- **EXEC-1**, 1 student (`s1`; `bank` 1)");
    has("- **MEM-3**, 1 student (`s2`; `bank` 1)");
    ck_assert(file_remove(dir, &e));
}
END_TEST

START_TEST(times)
{
    facts.seconds = 12.34;
    facts.graded = 1;
    facts.kept = 15;
    for (size_t i = 0; i < STUDENTS; i++)
        for (size_t e = 0; e < EXERCISES; e++)
            records[i][e].seconds = (double)(i * EXERCISES + e + 1);
    write_both(); /* 1 to 16: the 8th, the 16th */
    has("## How long it took\n\n"
        "1 submission was graded in 12.3 s; 15 had been graded before.\n\n"
        "A submission took 8.0 s (median); 95 % of them at most 16.0 s. The "
        "slowest took 16.0 s: `s7`, `once`.\n");
    facts.graded = 0;
    write_both();
    char *before = arena_strdup(arena, markdown.data);
    records[3][1].seconds = 99;
    facts.seconds = 7;
    facts.kept = 3;
    write_both();
    ck_assert_str_eq(markdown.data, before);
}
END_TEST

START_TEST(notes)
{
    const char *many[205];

    for (size_t i = 0; i < N(many); i++)
        many[i] = i == 0 ? "zoe <b> is not in the roster" : "another";
    facts.notes = many;
    facts.nnotes = N(many);
    write_both();
    has("## Notes on what was handed in\n\n"
        "- zoe \\<b\\> is not in the roster\n- another\n");
    has("And 5 more.");
}
END_TEST

/* A submission that makes up ids of tests, and hostile texts everywhere. */
START_TEST(hostile)
{
    enum { MANY = 300 };
    struct record_finding *made =
        ARENA_ARRAY(arena, struct record_finding, MANY);
    const char *one[] = {evil};

    for (size_t i = 0; i < MANY; i++)
        made[i] = (struct record_finding){
            .kind = FINDING_TEST,
            .test = arena_printf(arena, "%s%zu", evil, i),
            .message = evil,
        };
    set(0, 0, RECORD_TAMPERED, 0);
    made[0].kind = FINDING_FORGED;
    records[0][0].findings = made;
    records[0][0].nfindings = MANY;
    set(1, 0, RECORD_INFRA_ERROR, 0);
    records[1][0].why = evil;
    assignment.title = evil;
    facts.notes = one;
    facts.nnotes = 1;
    write_both();
    struct seen seen = parsed(markdown.data, markdown.len, MD_BLOCK_H);
    ck_assert_uint_eq(seen.links, 0);
    ck_assert_uint_eq(seen.n, 7);
    buf_free(&seen.text);
    has("And 290 more kinds of findings.");
}
END_TEST

START_TEST(nobody)
{
    ledger.nstudents = 0;
    facts.graded = 1;
    write_both();
    has("The class: 0 students, 2 exercises.");
    has("| `bank` | 0 | 0 |");
    has_not("A submission took");
}
END_TEST

#define ADD(name, test)                                 \
    do {                                                \
        TCase *tc = tcase_create(name);                 \
        tcase_add_checked_fixture(tc, setup, teardown); \
        tcase_add_test(tc, test);                       \
        suite_add_tcase(s, tc);                         \
    } while (0)

Suite *suite(void)
{
    Suite *s = suite_create("class_report");

    ADD("a class in which everybody passes", all_is_well);
    ADD("outcomes and points are counted", counts);
    ADD("what a person must look at, and why", to_look_at);
    ADD("common mistakes, each student once", mistakes);
    ADD("what learners seem to believe", believed);
    ADD("ladders may look into a finding's details", believed_by_details);
    ADD("times, and nothing else, depend on the run", times);
    ADD("notes of the intake", notes);
    ADD("hostile texts and made-up tests", hostile);
    ADD("a class without students", nobody);
    return s;
}
