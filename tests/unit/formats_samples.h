/* Made-up records of one student, for tests of the formats: each way in which
 * grading can end, and texts that try to break out of a document. */
#ifndef UNIT_FORMATS_SAMPLES_H
#define UNIT_FORMATS_SAMPLES_H

#include "src/class/formats.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* One megabyte on one line. */
static char sample_long[(1 << 20) + 1];

#define SAMPLE_HOSTILE                                                      \
    "</failure>]]><!-- \"}],{0} [x](http://example.com) &amp; \x1b[31m\x1b" \
    "]0;t\x07 \xff\xfe\xc0\xaf\xed\xa0\x80 \x7f \xc2\x85 \xe2\x80\xae"      \
    "\xef\xbf\xbf\r\nnot ok 1 # TODO\n  ...\nBail out! \\# SKIP\n1..0\n"    \
    "=cmd|' /C calc'!A0\tend"

static const struct record_stage sample_passed_stages[] = {
    {STAGE_BUILD, OUTCOME_PASSED, 0.25, NULL, 0, 0},
    {STAGE_TESTS, OUTCOME_PASSED, 1.5, NULL, 9, 9},
    {STAGE_RACES, OUTCOME_SKIPPED, 0, "this exercise has no threads", 0, 0},
};

static const struct record_stage sample_race_stages[] = {
    {STAGE_BUILD, OUTCOME_PASSED, 0.25, NULL, 0, 0},
    {STAGE_TESTS, OUTCOME_PASSED, 1.5, NULL, 9, 9},
    {STAGE_RACES, OUTCOME_FAILED, 2, NULL, 9, 9},
    {STAGE_SCHEDULES, OUTCOME_UNSURE, 9, "the limit of 9 s was hit", 1, 2},
};
static const struct record_finding sample_race_findings[] = {
    {.kind = FINDING_DATA_RACE,
     .stage = STAGE_RACES,
     .file = "spsc_queue.c",
     .line = 12,
     .column = 5,
     .function = "spsc_pop",
     .test = "two-threads",
     .expectation = "values arrive in order",
     .message = "two threads use `head` at once",
     .detail = "Write of size 8 by thread 1",
     .output = "popped 7",
     .schedule = "c11:1,2,2,1"},
    {.kind = FINDING_DATA_RACE,
     .stage = STAGE_RACES,
     .file = "spsc_queue.c",
     .line = 14,
     .function = "spsc_pop",
     .test = "two-threads",
     .message = "two threads use `tail` at once"},
};

static const struct record_stage sample_compile_stages[] = {
    {STAGE_BUILD, OUTCOME_FAILED, 0.25, NULL, 0, 0},
    {STAGE_TESTS, OUTCOME_SKIPPED, 0, "there is no program", 0, 9},
};
static const struct record_finding sample_compile_findings[] = {
    {.kind = FINDING_COMPILE,
     .stage = STAGE_BUILD,
     .file = "spsc_queue.c",
     .line = 3,
     .message = "expected ';'"},
};

static const struct record_stage sample_crash_stages[] = {
    {STAGE_BUILD, OUTCOME_PASSED, 0.25, NULL, 0, 0},
    {STAGE_TESTS, OUTCOME_FAILED, 0.5, NULL, 3, 9},
};
static const struct record_finding sample_crash_findings[] = {
    {.kind = FINDING_CRASH,
     .stage = STAGE_TESTS,
     .test = "empty",
     .message = "the program died from SIGSEGV"},
};

static const struct record_stage sample_unsure_stages[] = {
    {STAGE_BUILD, OUTCOME_PASSED, 0.25, NULL, 0, 0},
    {STAGE_TESTS, OUTCOME_PASSED, 0.5, NULL, 9, 9},
    {STAGE_SCHEDULES, OUTCOME_UNSURE, 60, "the limit of 60 s was hit", 1, 2},
};

static const struct record_finding sample_forged_findings[] = {
    {.kind = FINDING_FORGED,
     .stage = STAGE_TESTS,
     .message = "it wrote a result of its own"},
};

static const struct record_stage sample_hostile_stages[] = {
    {STAGE_BUILD, OUTCOME_PASSED, -1, SAMPLE_HOSTILE, 0, 0},
    {STAGE_TESTS, OUTCOME_FAILED, 1e300, SAMPLE_HOSTILE, -1, 9},
    {STAGE_RACES, OUTCOME_SKIPPED, 0, SAMPLE_HOSTILE, 0, 0},
    {STAGE_SHAPE, OUTCOME_UNSURE, 0, SAMPLE_HOSTILE, 0, 0},
};
static const struct record_finding sample_hostile_findings[] = {
    {.kind = FINDING_TEST,
     .stage = STAGE_TESTS,
     .file = "a b:c%\"<&>\xff#?.c",
     .line = 2147483647,
     .column = 2147483647,
     .function = SAMPLE_HOSTILE,
     .test = SAMPLE_HOSTILE,
     .expectation = SAMPLE_HOSTILE,
     .message = SAMPLE_HOSTILE,
     .detail = SAMPLE_HOSTILE,
     .output = SAMPLE_HOSTILE,
     .schedule = SAMPLE_HOSTILE},
    {.kind = FINDING_LEAK,
     .stage = STAGE_MEMORY, /* there is no such stage */
     .file = "x.c",
     .line = 1,
     .message = ""},
    {.kind = FINDING_TEST,
     .stage = STAGE_TESTS,
     .file = "x.c",
     .line = 1,
     .function = sample_long,
     .message = sample_long,
     .detail = sample_long,
     .output = sample_long},
};

#define STAGES(list) .stages = (list), .nstages = LENGTH(list)
#define FINDINGS(list) .findings = (list), .nfindings = LENGTH(list)
#define RECORD(how, ...)                                                  \
    {                                                                     \
        .student = "anna", .exercise = "spsc_queue",                      \
        .source = "w3/anna/spsc_queue.c", .sha256 = "", .key = "k",       \
        .grader = "0.1.0", .outcome = (how), .seconds = 3.75, __VA_ARGS__ \
    }

static const struct record sample_passed =
    RECORD(RECORD_PASSED, STAGES(sample_passed_stages));
static const struct record sample_race = RECORD(
    RECORD_FAILED, STAGES(sample_race_stages), FINDINGS(sample_race_findings));
static const struct record sample_compile =
    RECORD(RECORD_FAILED, STAGES(sample_compile_stages),
           FINDINGS(sample_compile_findings));
static const struct record sample_crash =
    RECORD(RECORD_FAILED, STAGES(sample_crash_stages),
           FINDINGS(sample_crash_findings));
static const struct record sample_unsure =
    RECORD(RECORD_UNSURE, STAGES(sample_unsure_stages));
static const struct record sample_tampered =
    RECORD(RECORD_TAMPERED, STAGES(sample_passed_stages),
           FINDINGS(sample_forged_findings));
static const struct record sample_missing =
    RECORD(RECORD_MISSING, .why = "no file of this name");
static const struct record sample_unreadable =
    RECORD(RECORD_UNREADABLE, .why = "a symbolic link");
static const struct record sample_infra =
    RECORD(RECORD_INFRA_ERROR, .why = "the disk is full");
static const struct record sample_hostile =
    RECORD(RECORD_FAILED, STAGES(sample_hostile_stages),
           FINDINGS(sample_hostile_findings));
static const struct record sample_hostile_infra = {.student = "anna",
                                                   .exercise = "spsc_queue",
                                                   .outcome =
                                                       RECORD_INFRA_ERROR,
                                                   .why = SAMPLE_HOSTILE,
                                                   .seconds = NAN};

/* Another exercise, for assignments of two. */
static const struct record sample_second = {.student = "anna",
                                            .exercise = "barrier",
                                            .source = "anna.zip: barrier.c",
                                            .sha256 = "",
                                            .key = "k",
                                            .grader = "0.1.0",
                                            .outcome = RECORD_PASSED,
                                            STAGES(sample_passed_stages),
                                            .seconds = 1};

struct sample {
    const char *name;
    const struct record *first, *second; /* second: an assignment of two */
    bool findings, all, points;          /* struct shown; all: schedules, too */
    double worth;                        /* points, of each exercise */
};

static const struct sample samples[] = {
    {"passed", &sample_passed, NULL, true, true, true, 10},
    {"race", &sample_race, NULL, true, true, true, 10},
    {"race-first", &sample_race, NULL, true, false, true, 10},
    {"race-hidden", &sample_race, NULL, false, false, true, 10},
    {"race-no-points", &sample_race, NULL, true, true, false, 10},
    {"race-nothing", &sample_race, NULL, false, false, false, 10},
    {"compile", &sample_compile, NULL, true, true, true, 10},
    {"crash", &sample_crash, NULL, true, true, true, 10},
    {"crash-hidden", &sample_crash, NULL, false, false, true, 10},
    {"unsure", &sample_unsure, NULL, true, true, true, 10},
    {"unsure-hidden", &sample_unsure, NULL, false, false, true, 10},
    {"tampered", &sample_tampered, NULL, true, true, true, 10},
    {"missing", &sample_missing, NULL, true, true, true, 10},
    {"unreadable", &sample_unreadable, NULL, true, true, true, 10},
    {"infra", &sample_infra, NULL, true, true, true, 10},
    {"not-graded", NULL, NULL, true, true, true, 10},
    {"two", &sample_race, &sample_second, true, true, true, 10},
    {"two-infra", &sample_infra, &sample_second, true, true, true, 10},
    {"two-missing", &sample_missing, &sample_second, true, true, true, 10},
    {"worth-nothing", &sample_passed, NULL, true, true, true, 0},
    {"hostile", &sample_hostile, NULL, true, true, true, 10},
    {"hostile-hidden", &sample_hostile, NULL, false, true, true, 10},
    {"hostile-infra", &sample_hostile_infra, NULL, true, true, true, 10},
};

static const struct sample *sample_find(const char *name)
{
    for (size_t i = 0; i < LENGTH(samples); i++)
        if (strcmp(samples[i].name, name) == 0)
            return &samples[i];
    return NULL;
}

/* The document of one sample in one format. */
static void sample_write(struct arena *a, const struct sample *s,
                         const struct format *f, struct buf *out)
{
    static const char *const names[] = {"spsc_queue", "barrier"};
    struct assigned list[LENGTH(names)] = {{0}};
    const struct record *records[] = {s->first, s->second};
    struct assignment as = {.title = "Week 3 </x>\xff", .list = list};
    struct format_input in = {&as, records, LENGTH(records), "anna \"&<\x01"};

    memset(sample_long, 'x', sizeof sample_long - 1);
    as.n = s->second != NULL ? 2 : 1;
    as.shown = (struct shown){s->findings, s->all, s->all, true, s->points};
    for (size_t i = 0; i < as.n; i++)
        list[i] = (struct assigned){
            .exercise = names[i], .file = "x.c", .points = s->worth};
    f->write(a, &in, out);
}

#endif
