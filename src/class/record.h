/* The grade of one submission, as it is kept: OUT/verdicts/ID/EXERCISE.json.
 *
 * Everything that comes after grading (gradebook, feedback, reports, other
 * formats) is made from records, so that it does not matter on which machine,
 * when, or in which order they were made. data/record.schema.json describes
 * them. */
#ifndef CLASS_RECORD_H
#define CLASS_RECORD_H

#include "grader/grader.h"
#include "src/class/intake.h"

enum record_outcome {
    RECORD_PASSED,
    RECORD_FAILED,
    RECORD_UNSURE,      /* a limit was hit before anything was shown */
    RECORD_TAMPERED,    /* a person must look: it tried to decide its verdict */
    RECORD_MISSING,     /* nothing was handed in */
    RECORD_UNREADABLE,  /* what was handed in is no file to be graded */
    RECORD_INFRA_ERROR, /* our failure; graded again next time, never a zero */
    RECORD_OUTCOME_COUNT,
};

struct record_stage {
    enum stage stage;
    enum outcome outcome;
    double seconds;
    const char *why; /* or NULL */
    long checks_run, checks_expected;
};

/* Fields as in struct finding; without threads and steps. */
struct record_finding {
    enum finding_kind kind;
    enum stage stage;
    bool chance;
    const char *file;
    int line, column;
    const char *function, *test, *expectation;
    const char *message; /* never NULL */
    const char *detail, *output, *schedule;
};

struct record {
    const char *student, *exercise;
    const char *source; /* where the file was */
    const char *sha256; /* of the file; "" where there is none */
    int64_t handed_in;  /* 0: unknown */
    const char *key;    /* same key: the grade need not be made again */
    const char *grader; /* version */
    enum record_outcome outcome;
    const char *why; /* missing, unreadable, infra error: why; or NULL */
    const struct record_stage *stages;
    size_t nstages;
    const struct record_finding *findings; /* the one to show first is first */
    size_t nfindings;
    const struct layer *layers;
    size_t nlayers;
    const char *seed; /* from which it was asked from outside; or NULL */
    double seconds;
};

/* `verdict` is NULL where there is none; why then says so. Steps of executions
 * are left out: a schedule gives them back. Texts are cut where record_load
 * would refuse the whole for its size. */
void record_json(const struct submission *s, const char *key,
                 enum record_outcome outcome, const char *why,
                 const struct verdict *verdict, struct buf *out);

/* Keys that it does not know are left alone: a newer grader may write some. An
 * error says where in the file. */
bool record_load(struct arena *a, const char *path, struct record *out,
                 struct err *e) MUST_USE;

/* OUT/verdicts/ID/EXERCISE.json */
char *record_path(struct arena *a, const char *out_dir, const char *student,
                  const char *exercise);

/* What a verdict comes to; `forged` findings make it tampered. */
enum record_outcome record_of_verdict(const struct verdict *v);

const char *record_outcome_name(enum record_outcome o); /* "infra-error" */
bool record_outcome_parse(const char *name, enum record_outcome *out);

#endif
