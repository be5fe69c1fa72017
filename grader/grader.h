/* The grader: (exercise, submission) -> verdict.
 *
 * A library that never prints, knows nothing of lessons, learners or
 * terminals, and starts a learner's code only through grader/sandbox. A grade
 * is a value. Our own failures are `struct err`; what is wrong with the
 * submission is a `struct finding`. All strings and arrays of a verdict belong
 * to the arena given to grade(). Not thread-safe: one grade at a time. */
#ifndef GRADER_GRADER_H
#define GRADER_GRADER_H

#include "src/base/arena.h"
#include "src/base/file.h"

#include <signal.h>
#include <stddef.h>

enum outcome {
    OUTCOME_PASSED,
    OUTCOME_FAILED,
    OUTCOME_UNSURE,      /* a limit was hit before anything was shown */
    OUTCOME_SKIPPED,     /* not run, for a reason that lies in the grade */
    OUTCOME_UNAVAILABLE, /* this machine cannot run it */
};

/* In the order in which stages are named on the verdict. */
enum stage {
    STAGE_BUILD,
    STAGE_TESTS,
    STAGE_MEMORY,
    STAGE_RACES,
    STAGE_SHAPE,
    STAGE_COUNT,
};

enum finding_kind {
    FINDING_COMPILE,
    FINDING_TEST,      /* a check of the exercise's tests did not hold */
    FINDING_ASSERTION, /* assert() in the submission or a library aborted */
    FINDING_CRASH,     /* died from a signal, or ended in the middle */
    FINDING_TIMEOUT,   /* used up its processor or wall-clock time */
    FINDING_DATA_RACE,
    FINDING_DEADLOCK,
    FINDING_LIVELOCK,
    FINDING_MEMORY, /* use after free, overflow, undefined behaviour */
    FINDING_LEAK,   /* memory never freed, a thread never joined */
    FINDING_MISUSE, /* a primitive used against its rules */
    FINDING_FORBIDDEN,
    FINDING_FORGED, /* tried to decide its own verdict */
    FINDING_LIMIT,  /* memory, output, processes, file size */
    FINDING_SLOW,
    FINDING_KIND_COUNT,
};

/* One line of a stack. `file` is NULL where no source line is known;
 * `own` says that it lies in the submission. */
struct frame {
    const char *function; /* never NULL; "?" where unknown */
    const char *file;     /* base name */
    int line;
    bool own;
};

/* One thread of a program that hung or raced. */
struct thread_view {
    const char *name;  /* "main thread", "thread 1", ... in order of creation */
    const char *state; /* "waits for a mutex that thread 2 holds" */
    const struct frame *frames; /* innermost first, only those worth showing */
    size_t nframes;
};

struct finding {
    enum finding_kind kind;
    enum stage stage;
    bool chance;      /* seen in a run that depends on timing: ranks later */
    const char *file; /* base name of the submission's file, or NULL */
    int line;         /* from 1; 0 where none is known */
    int column;       /* from 1; 0 where none is known */
    const char *function;    /* of the submission, or NULL */
    const char *test;        /* id of the test that was running, or NULL */
    const char *expectation; /* what that test checks, as a sentence, or NULL */
    const char *message;     /* one line: what happened. Never NULL */
    const char *detail; /* the compiler's or sanitizer's own text, or NULL */
    const char *output; /* what the program had printed, cut; or NULL */
    const struct thread_view *threads;
    size_t nthreads;
};

struct stage_result {
    enum outcome outcome;
    double seconds;
    const char *why;        /* for skipped, unavailable, unsure; else NULL */
    size_t checks_run;      /* tests that gave a result */
    size_t checks_expected; /* tests that had to */
};

/* A layer of confinement, as it was for this grade. */
struct layer {
    const char *name; /* "landlock", "seccomp", "user namespace", ... */
    bool active;
    const char *why; /* what is missing and what that means; NULL if active */
};

struct verdict {
    const char *exercise;
    const char *submission; /* path as given */
    enum outcome outcome;   /* passed, failed or unsure; nothing else */
    struct stage_result stages[STAGE_COUNT];
    const struct finding *findings; /* the one to show first comes first */
    size_t nfindings;
    const struct layer *layers;
    size_t nlayers;
    bool remembered; /* a failure of this very file in an earlier grade */
    double seconds;
};

/* What is going on, for a progress line. Called from grade(), often. */
struct grade_event {
    enum { EVENT_STAGE, EVENT_FINDING, EVENT_TICK } type;
    enum stage stage;
    const char *what;              /* "compiling", "test 3 of 9: ..." */
    size_t done, total;            /* steps of the whole grade */
    const struct finding *finding; /* EVENT_FINDING: seen just now */
};

struct grader; /* the machine, probed once: compiler, sanitizers, layers */

/* `share` is the folder that holds exercises/ and grader/harness/. `cache` is
 * ours to fill; NULL for none. Probes lazily, so that it costs little. */
struct grader *grader_new(const char *share, const char *cache);
void grader_free(struct grader *g);

/* Whether there is a compiler; grade says so, too. */
bool grader_ready(struct grader *g, struct err *e) MUST_USE;

struct grade_request {
    const char *exercise;   /* the exercise's folder */
    const char *submission; /* the file to grade */
    bool fresh;             /* ignore remembered failures and cached builds */
    bool forget;            /* ignore remembered failures only */
    void (*event)(void *ctx, const struct grade_event *event); /* or NULL */
    void *ctx;
    const volatile sig_atomic_t *stop; /* nonzero: give up; or NULL */
};

/* False only where the grade could not be made (or was stopped): never because
 * of what the submission does. */
bool grade(struct arena *a, struct grader *g, const struct grade_request *req,
           struct verdict *out, struct err *e) MUST_USE;

/* The verdict as the JSON document of format 1, one line end at the end. */
struct buf;
void verdict_json(const struct verdict *v, struct buf *out);

const char *outcome_name(enum outcome o);           /* "passed" */
const char *stage_name(enum stage s);               /* "tests" */
const char *finding_kind_name(enum finding_kind k); /* "data-race" */
bool finding_kind_parse(const char *name, enum finding_kind *out);

/* ------------------------------------------------------------------ running */

/* Compiles and runs one C file that has a main, ungraded, confined. Output
 * (stdout and stderr together) is passed on as it comes. */
struct run_request {
    const char *file;
    const char *const *flags; /* further compiler flags, NULL-ended; or NULL */
    const char *const *args;  /* the program's arguments, NULL-ended; or NULL */
    double seconds;           /* wall clock; 0 for the default */
    void (*output)(void *ctx, const char *data, size_t len);
    void (*tick)(void *ctx); /* every 50 ms or so; or NULL */
    void *ctx;
    const volatile sig_atomic_t *stop;
};

struct run_result {
    bool compiled;          /* false: `finding` holds the compiler's text */
    bool stopped;           /* by `stop` */
    int status;             /* exit status, when it exited */
    struct finding finding; /* when `failed` or not compiled */
    bool failed;            /* crashed, hung, broke a limit */
    double seconds;
};

bool grader_run(struct arena *a, struct grader *g,
                const struct run_request *req, struct run_result *out,
                struct err *e) MUST_USE;

/* ------------------------------------------------------------------ doctor */

struct probe {
    const char *name; /* "C compiler", "ThreadSanitizer", "landlock", ... */
    bool ok;
    bool needed;       /* grading is impossible without it */
    const char *found; /* "gcc 12.2.0 (/usr/bin/cc)" or what went wrong */
    const char *mend;  /* what to do; NULL when ok */
};

/* Tries everything for real (compiles a program, catches a planted race...).
 * Takes a few seconds. `tick` may be NULL. */
bool grader_probe(struct arena *a, struct grader *g, void (*tick)(void *ctx),
                  void *ctx, struct probe **out, size_t *n,
                  struct err *e) MUST_USE;

#endif
