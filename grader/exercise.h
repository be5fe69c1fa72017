/* An exercise is a folder; this reads it. exercises/README.md is its manual.
 *
 * exercise.json is read strictly: see data/exercise.schema.json, which a test
 * keeps equal to this reader. All pointers belong to the arena. */
#ifndef GRADER_EXERCISE_H
#define GRADER_EXERCISE_H

#include "grader/grader.h"

/* A ladder of hints and the findings that it answers. A field that is NULL
 * (or has_kind false) matches anything; the misconception, which may be NULL,
 * plays no part in that. Of several ladders that match, the one that stands
 * first in the file is meant. */
struct hints {
    bool has_kind;
    enum finding_kind kind;
    const char *test;          /* id of the test */
    const char *function;      /* in which the finding lies */
    const char *mentions;      /* text inside the message or the detail */
    const char *misconception; /* "MEM-3": belief behind such a finding */
    const char *const *rungs;  /* Markdown; where, why, what to change, ... */
    size_t nrungs;
};

/* Symbols that the submission must not use. */
struct forbidden {
    const char *const *symbols; /* shell patterns: "pthread_mutex_*" */
    size_t nsymbols;
    const char *message; /* what the contract says about it */
};

struct exercise {
    const char *name; /* the folder's name */
    const char *dir;
    const char *title;
    const char *task;   /* Markdown, the text of task.md */
    const char *header; /* "NAME.h", or NULL */
    const char
        *submission_name; /* "NAME.c": what the learner's file is called */
    const char *start, *solution; /* paths */
    const char *test;             /* path of test.c */
    const char *explore;          /* path of explore.c, or NULL */
    const char *bench;            /* path of bench.c, or NULL */
    const char *outside, *inside; /* of outside.c and inside.c, or both NULL */
    const char *const *bad;       /* paths of bad answers, sorted */
    size_t nbad;
    const char *const *also; /* paths of other correct solutions, sorted */
    size_t nalso;
    const char *const *flags; /* further compiler flags, NULL-ended */
    bool prove;               /* scenarios must be explored completely */
    bool processes;           /* its program may start processes */
    bool own_stacks;          /* runs code on stacks that it made itself */
    const char
        *skips[STAGE_COUNT]; /* why a stage is left out; NULL: it is not */
    const struct forbidden *forbids;
    size_t nforbids;
    const struct hints *hints;
    size_t nhints;
    double seconds;   /* processor time a test may use */
    size_t memory_mb; /* memory a test may use, plain build */
};

bool exercise_load(struct arena *a, const char *dir, struct exercise *out,
                   struct err *e) MUST_USE;

/* What a bad answer declares in its first line: "// expect: data-race", or
 * "// expect: data-race, only by schedules". */
struct expectation {
    enum finding_kind kind;
    bool only_schedules; /* without the explorer nothing is found */
};
bool exercise_expectation(const char *path, struct expectation *out,
                          struct err *e) MUST_USE;

/* The ladder for this finding, or NULL. */
const struct hints *exercise_hints(const struct exercise *ex,
                                   const struct finding *f);

#endif
