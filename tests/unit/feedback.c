/* A student's page: what is on it, what is not, and that it blames nobody. */
#include "src/class/feedback.h"

#include "grader/exercise.h"
#include "src/class/words.h"
#include "src/ui/report.h"

#include "tests/unit/sheet_test.h"

#include <stdlib.h>

Suite *suite(void);

static const char evil[] = "</pre><script>x</script>\n````\n[a](http://b.c)|";

static char source[] = "#include \"bank.h\"\n"
                       "\n"
                       "void pay(long n)\n"
                       "{\n"
                       "\ttotal += n; /* </pre> */\n"
                       "}\n";

static const char *const rungs[] = {"Look at `total`.", "why", "what"};
static const struct hints ladders[] = {
    {.has_kind = true, .kind = FINDING_DATA_RACE, .rungs = rungs, .nrungs = 3},
};
static const struct exercise exercises[] = {
    {.name = "bank",
     .title = "A bank",
     .submission_name = "bank.c",
     .hints = ladders,
     .nhints = 1},
    {.name = "once", .title = "Once", .submission_name = "once.c"},
};

static const struct record_finding race = {
    .kind = FINDING_DATA_RACE,
    .stage = STAGE_SCHEDULES,
    .file = "bank.c",
    .line = 5,
    .column = 2,
    .function = "pay",
    .test = "pays",
    .expectation = "Two payments both count",
    .message = "two threads write total, and nothing orders the two",
    .schedule = "1cwxo:a3b5a2",
};
static const struct record_stage stages[] = {
    {.stage = STAGE_BUILD, .outcome = OUTCOME_PASSED},
    {.stage = STAGE_TESTS,
     .outcome = OUTCOME_PASSED,
     .checks_run = 8,
     .checks_expected = 8},
    {.stage = STAGE_MEMORY, .outcome = OUTCOME_SKIPPED, .why = "not needed"},
    {.stage = STAGE_RACES, .outcome = OUTCOME_SKIPPED, .why = "not needed"},
    {.stage = STAGE_SCHEDULES,
     .outcome = OUTCOME_FAILED,
     .checks_run = 1,
     .checks_expected = 3},
    {.stage = STAGE_SPEED, .outcome = OUTCOME_SKIPPED, .why = "no bench"},
};

/* What a test changes before it asks for the pages. */
static struct record_finding findings[12];
static struct record record;
static struct assigned list[2];
static struct assignment assignment;
static struct student student;
static struct feedback_part parts[2];
static struct feedback feedback;
static struct buf markdown = BUF_INIT, html = BUF_INIT;

static void setup(void)
{
    findings[0] = race;
    record = (struct record){
        .student = "anna",
        .exercise = "bank",
        .source = "w3/anna/bank.c",
        .sha256 = "0123456789abcdef0123456789abcdef"
                  "0123456789abcdef0123456789abcdef",
        .handed_in = 1764500000,
        .outcome = RECORD_FAILED,
        .stages = stages,
        .nstages = N(stages),
        .findings = findings,
        .nfindings = 1,
    };
    list[0] = (struct assigned){"bank", "bank.c", 10, {0}, false};
    list[1] = (struct assigned){"once", "answer.c", 5, {0}, false};
    assignment = (struct assignment){
        .title = "Week 3",
        .list = list,
        .n = 1,
        .shown = {true, true, true, true, true},
    };
    student = (struct student){.id = "anna", .name = "Anna Example"};
    parts[0] = (struct feedback_part){
        .record = &record,
        .score = {.known = true, .points = 2.5, .max = 10},
        .exercise = &exercises[0],
        .source = {source, sizeof source - 1},
    };
    parts[1] = (struct feedback_part){.exercise = &exercises[1]};
    feedback =
        (struct feedback){&assignment, &student, parts, "p { color: red }"};
}

static void teardown(void)
{
    buf_free(&markdown);
    buf_free(&html);
}

static void write_both(void)
{
    buf_reset(&markdown);
    buf_reset(&html);
    feedback_markdown(&feedback, &markdown);
    feedback_html(&feedback, &html);
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
    ck_assert_msg(strstr(html.data, text) == NULL, "\"%s\" in:\n%s", text,
                  html.data);
}

static void html_has(const char *text)
{
    ck_assert_msg(strstr(html.data, text) != NULL, "no \"%s\" in:\n%s", text,
                  html.data);
}

START_TEST(a_failure)
{
    static const char wanted[] =
        "# Week 3\n\n"
        "For Anna Example (`anna`)\n\n"
        "Points: 2.5 of 10.\n\n"
        "## A bank (`bank`)\n\n"
        "Outcome: **failed**. Points: 2.5 of 10.\n\n"
        "Handed in: `bank.c`, last changed 2025-11-30 10:53 UTC; its SHA-256 "
        "begins with `0123456789ab`.\n\n"
        "| Stage | Outcome | Details |\n"
        "| --- | --- | --- |\n"
        "| build | **passed** |  |\n"
        "| tests | **passed** | 8 checks |\n"
        "| memory, races | **not run** | not needed |\n"
        "| schedules | **failed** | 1 of 3 checks gave a result |\n\n"
        "### What was found\n\n"
        "**Data race**: two threads write total, and nothing orders the "
        "two\n\n"
        "This test checks: Two payments both count\n\n"
        "`bank.c`, line 5, in `pay`:\n\n"
        "```text\n"
        "  3 | void pay(long n)\n"
        "  4 | {\n"
        "> 5 |     total += n; /* </pre> */\n"
        "    |     ^\n"
        "  6 | }\n"
        "```\n\n"
        "To step through the execution that fails, while the source is the "
        "same:\n\n"
        "```text\n"
        "threadlings replay '1cwxo:a3b5a2' bank.c --exercise bank --scenario "
        "pays\n"
        "```\n\n"
        "### A hint\n\n"
        "Look at `total`.\n\n"
        "### What to do next\n\n"
        "Mend what stands first under \"What was found\"; the rest may go "
        "with it. This says whether it is gone:\n\n"
        "```text\n"
        "threadlings check bank bank.c\n"
        "```\n";

    write_both();
    ck_assert_str_eq(markdown.data, wanted);
    html_has("<mark>&gt; 5 |     total += n; /* &lt;/pre&gt; */</mark>\n");
    html_has("<p>Look at <code>total</code>.</p>");
    html_has("<strong class=\"bad\">Data race</strong>");
}
END_TEST

/* Each member of struct shown takes away what it says, and no more. */
START_TEST(what_is_shown)
{
    struct shown *shown = &assignment.shown;

    findings[1] = race;
    findings[1].message = "another";
    record.nfindings = 2;
    write_both();
    has("**Data race**: another");
    shown->all = false;
    write_both();
    has_not("another");
    has("nothing orders the two");
    has("replay");
    shown->schedules = false;
    write_both();
    has_not("replay");
    has("A hint");
    shown->hints = false;
    write_both();
    has_not("A hint");
    has("Points: 2.5 of 10");
    parts[0].score.late_days = 2;
    shown->points = false;
    write_both();
    has_not("2.5");
    has_not("oints");
    has_not("late");
    shown->findings = false;
    shown->schedules = shown->hints = shown->all = true;
    write_both();
    has("**failed**");
    has_not("race");
    has_not("Look at");
    has_not("1cwxo");
    has_not("total");
    has_not("schedules");
}
END_TEST

START_TEST(late)
{
    parts[0].score.late_days = 2;
    parts[0].score.taken = 1;
    write_both();
    has("Points: 2.5 of 10, 2 days late: 1 point taken off.");
    parts[0].score.late_days = 1;
    parts[0].score.taken = 0;
    write_both();
    has("Points: 2.5 of 10, 1 day late.");
    record.outcome = RECORD_MISSING;
    write_both();
    has_not("late.");
}
END_TEST

/* What each outcome says, and that what is open takes no points. */
START_TEST(outcomes)
{
    static const struct {
        enum record_outcome outcome;
        const char *why, *says;
        bool open;
    } cases[] = {
        {RECORD_PASSED, NULL, "Nothing is left to do in this exercise.", false},
        {RECORD_UNSURE, NULL,
         "Nothing was proved either way: out of time. This is not a fail, and "
         "costs no points. A person will look at it.",
         true},
        {RECORD_TAMPERED, NULL,
         "A person will look at this submission: ", true},
        {RECORD_INFRA_ERROR, "the disk of host7 is full",
         "That has nothing to do with what you handed in, and costs no points. "
         "It will be graded again.",
         true},
        {RECORD_MISSING, "nothing was handed in",
         "No file was found for this exercise. Expected: `bank.c`: one C "
         "file of at most 256 KB, and no link to one.",
         false},
        {RECORD_UNREADABLE, "a symbolic link",
         "What was handed in cannot be graded: a symbolic link. Expected: "
         "`bank.c`",
         false},
    };
    static const struct record_stage unsure[] = {
        {.stage = STAGE_TESTS, .outcome = OUTCOME_UNSURE, .why = "out of time"},
    };

    for (size_t i = 0; i < N(cases); i++) {
        record.outcome = cases[i].outcome;
        record.why = cases[i].why;
        record.nfindings = cases[i].outcome == RECORD_TAMPERED;
        record.stages = unsure;
        record.nstages = cases[i].outcome == RECORD_UNSURE;
        if (cases[i].outcome == RECORD_MISSING ||
            cases[i].outcome == RECORD_UNREADABLE)
            record.sha256 = "";
        parts[0].score.known = !cases[i].open;
        write_both();
        has(cases[i].says);
        has(cases[i].open ? "Points so far: 0 of 10. Those of 1 exercise are "
                            "open."
                          : "Points: 2.5 of 10.");
        has_not("!\n");
        has_not("host7"); /* not the learner's business */
        has_not("Data race");
        has_not("heat");
        ck_assert(cases[i].open ==
                  (strstr(markdown.data, "Nothing for now.") != NULL));
    }
    parts[0].record = NULL;
    write_both();
    has("**not graded yet**");
    has("It will be graded again.");
}
END_TEST

START_TEST(several_exercises)
{
    assignment.n = 2;
    write_both();
    has("Points so far: 2.5 of 15. Those of 1 exercise are open.");
    has("| Exercise | Outcome | Points |\n| --- | --- | --- |\n"
        "| A bank | **failed** | 2.5 of 10 |\n"
        "| Once | **not graded yet** | open, of 5 |\n");
    has("## Once (`once`)");
    html_has("<tr><th scope=\"row\">Once</th><td><strong class=\"open\">not "
             "graded yet</strong></td>");
}
END_TEST

/* The learner's name for the file, and quotes where a shell needs them. */
START_TEST(names_of_files)
{
    list[0].file = "it's mine.c";
    write_both();
    has("`it's mine.c`, line 5");
    has("> 5 |     total += n;");
    has("threadlings check bank 'it'\\''s mine.c'\n");
    findings[0].file = "explore.c";
    write_both();
    has("`explore.c`, line 5");
    has_not("total += n");
    findings[0].file = NULL;
    findings[0].line = 99;
    write_both();
    has("`it's mine.c`, line 99, in `pay`:");
    has_not("total += n");
    parts[0].source = (struct text){NULL, 0};
    findings[0].line = 5;
    write_both();
    has("line 5");
    has_not("total += n");
}
END_TEST

/* What the compiler, the program and the tool said. */
START_TEST(texts_of_others)
{
    findings[0] = (struct record_finding){
        .kind = FINDING_COMPILE,
        .message = "'frm' undeclared",
        .detail = "bank.c:5:2: error: 'frm' undeclared\n",
    };
    write_both();
    has("**It does not compile**. The compiler says:\n\n```text\n"
        "bank.c:5:2: error: 'frm' undeclared\n```\n");
    findings[0] = (struct record_finding){
        .kind = FINDING_CRASH,
        .message = "killed",
        .detail = "the tool",
        .output = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n",
        .chance = true,
    };
    write_both();
    has("This depends on timing: not every run shows it.");
    has("It had printed:\n\n```text\n(1 earlier lines)\n2\n3\n");
    has_not("the tool");
    findings[0].output = NULL;
    write_both();
    has("What the tool said:\n\n```text\nthe tool\n```\n");
    findings[0].schedule = "1'; rm -rf ~ #:";
    write_both();
    has_not("rm -rf");
}
END_TEST

START_TEST(many_findings)
{
    for (size_t i = 0; i < N(findings); i++)
        findings[i] = race;
    record.nfindings = N(findings);
    write_both();
    has("And 2 more.");
}
END_TEST

/* Every text that a learner can put there, hostile at once. */
START_TEST(hostile)
{
    static struct record_stage bad[] = {
        {.stage = STAGE_TESTS, .outcome = OUTCOME_UNSURE, .why = evil},
    };

    static const size_t headings[RECORD_OUTCOME_COUNT] = {
        [RECORD_PASSED] = 4,      [RECORD_FAILED] = 4,  [RECORD_UNSURE] = 4,
        [RECORD_TAMPERED] = 3,    [RECORD_MISSING] = 4, [RECORD_UNREADABLE] = 4,
        [RECORD_INFRA_ERROR] = 4,
    };

    findings[0] = (struct record_finding){
        .kind = FINDING_TEST,
        .file = evil,
        .line = 1,
        .column = 2147483647,
        .function = evil,
        .test = evil,
        .expectation = evil,
        .message = evil,
        .detail = evil,
        .output = evil,
        .schedule = "1a:",
    };
    findings[1] = findings[0];
    findings[1].kind = FINDING_COMPILE;
    record.nfindings = 2;
    record.stages = bad;
    record.nstages = 1;
    record.source = record.why = record.student = evil;
    record.handed_in = INT64_MAX;
    student.name = evil;
    assignment.title = list[0].file = evil;
    parts[0].source = (struct text){(char *)evil, sizeof evil - 1};
    for (int o = 0; o < RECORD_OUTCOME_COUNT; o++) {
        record.outcome = (enum record_outcome)o;
        write_both();
        check_html(html.data);
        struct seen seen = parsed(markdown.data, markdown.len, MD_BLOCK_H);
        ck_assert_msg(seen.links == 0, "%zu links or tags in:\n%s", seen.links,
                      markdown.data);
        ck_assert_uint_eq(seen.n, headings[o]);
        buf_free(&seen.text);
    }
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
    Suite *s = suite_create("feedback");

    ADD("a failure, from its head to what to do next", a_failure);
    ADD("nothing that the assignment does not show", what_is_shown);
    ADD("lateness", late);
    ADD("each outcome says what it means", outcomes);
    ADD("several exercises have an overview", several_exercises);
    ADD("files are called what the learner calls them", names_of_files);
    ADD("compiler, program and tool are quoted", texts_of_others);
    ADD("many findings are counted", many_findings);
    ADD("hostile texts everywhere", hostile);
    return s;
}
