/* One grade while it is being made: jobs that wait, jobs that run, what they
 * found. Used by grade.c and the stages only. */
#ifndef GRADER_WORK_H
#define GRADER_WORK_H

#include "grader/exercise.h"
#include "grader/machine.h"

#include <stdint.h>

/* A test of the exercise, from the manifest. */
struct check {
    const char *id;
    const char *what; /* the behaviour it checks, as a sentence */
    bool stress;
    bool done; /* has run in the plain build */
    bool hung; /* and was ended there for its time or its memory */
};

struct work;
struct task;

/* Called with the result of a task's job. False: our failure. */
typedef bool task_done(struct work *w, struct task *t,
                       const struct sandbox_result *r, struct err *e);

/* A job, waiting or running. */
struct task {
    struct task *next;
    struct sandbox_spec spec;
    struct sandbox_job *job; /* NULL while it waits */
    task_done *done;
    enum stage stage; /* whose finding it could bring */
    enum variant variant;
    bool runs;        /* a test, and not the toolchain */
    bool stress;      /* a STRESS test */
    bool control;     /* a test that must not be reported as passed */
    bool again;       /* a second try: the first did not start */
    bool killed;      /* a second try: somebody had killed the first */
    int level;        /* of schedules.c: how far it is optimised */
    int urgency;      /* smaller runs first */
    const char *what; /* for a progress line */
    /* What the task's owner needs to know again. */
    size_t number;           /* of the check, or of the object */
    const char *text;        /* a nonce, or a cache key */
    struct look *first_look; /* of schedules.c: what an earlier run said */
};

/* One build of the submission. */
enum object {
    OBJECT_OWN,
    OBJECT_TEST,
    OBJECT_HARNESS,
    OBJECT_FAULTS,
    OBJECT_C11,
    OBJECT_INSIDE, /* only where the exercise has one */
    OBJECT_COUNT,
};

struct build {
    const char *dir;     /* in the sandbox */
    const char *run_dir; /* where it runs: it must not write to `program` */
    const char *program; /* its path; NULL until it is linked */
    const char *objects[OBJECT_COUNT]; /* file names; NULL until compiled */
    struct text code[OBJECT_COUNT];    /* their bytes, but of the own one */
    const char *tests_dir; /* where tests are compiled; NULL: none were yet */
    bool started, failed;
};

/* A stage on its way. */
struct progress {
    double began, ended; /* seconds of the grade; began < 0: not yet */
    bool settled;        /* `result` says how it ended already */
    bool stopped;        /* some of it was not run, it could not matter */
    struct stage_result result;
};

struct work {
    struct arena *arena;
    struct grader *grader;
    const struct grade_request *req;
    const struct toolchain *tools;
    struct exercise ex;
    struct sandbox *box;
    struct text source, header, test;  /* texts of the files */
    struct text explore;               /* of explore.c, where there is one */
    struct text bench;                 /* of bench.c, likewise */
    struct text outside, inside;       /* of outside.c and inside.c, likewise */
    struct text bench_run, bench_h;    /* the harness's speed.c and bench.h */
    struct text harness[OBJECT_COUNT]; /* of harness.c and so on */
    struct text include[3]; /* threadlings.h, harness.h and inside.h */
    struct text outside_run, outside_h; /* the harness's outside.c and .h */
    const char *link_flags;

    struct check *checks; /* NULL until the manifest is known */
    size_t nchecks;
    const char **answers; /* ids of inside.c, known with `checks` */
    size_t nanswers;
    struct build builds[VARIANT_COUNT];
    struct progress stages[STAGE_COUNT];
    const char *warnings;        /* of the compiler, about the submission */
    struct schedules *schedules; /* of schedules.c; NULL: no scenarios */
    struct speeds *speeds;       /* of speed.c; NULL: no bench */
    struct outside *asked;       /* of outside.c; NULL: not asked */

    struct finding *findings;
    size_t nfindings, room;
    double decided; /* when something was found that nothing outranks */

    struct task *waiting, *running;
    size_t nrunning, slots;
    size_t done, total;
    double start; /* CLOCK_MONOTONIC, seconds */
};

/* The urgency from which on a task is only begun when all that is more urgent
 * is done, if the grade is to be frugal. */
enum { URGENT_SANITIZED = 30 };

double work_seconds(const struct work *w); /* since the grade began */

/* Queues a task; it is kept. Its urgency may still be changed. */
struct task *work_add(struct work *w, const struct task *t);

/* Runs until nothing is left to run. */
bool work_run(struct work *w, struct err *e) MUST_USE;

/* Records a finding and tells the caller of grade(). */
void work_found(struct work *w, const struct finding *f);

/* Where a test stands in its file; SIZE_MAX for NULL or an unknown one. */
size_t work_check_index(const struct work *w, const char *id);

/* The smallest rank found so far. */
int work_best(const struct work *w);

/* Sets a stage's outcome for good. */
void work_settle(struct work *w, enum stage s, enum outcome o, const char *why);

void work_began(struct work *w, enum stage s);

/* A cache key: the compiler, the version of this program and `what`, then the
 * n texts, each with its length. */
struct text work_key(struct work *w, const char *what,
                     const struct text *const *texts, size_t n);

/* ------------------------------------------------------------- the stages */

/* build.c: compiles and links one variant, then calls tests_start. */
bool build_start(struct work *w, enum variant v, struct err *e) MUST_USE;

/* tests.c: queues a run of every test in this build, when both the program and
 * the manifest are there. */
bool tests_start(struct work *w, enum variant v, struct err *e) MUST_USE;
enum stage stage_of(enum variant v);

/* Whether a program is made of this object in this grade. */
bool work_has_object(const struct work *w, enum object o);

/* shape.c: what the contract and the screen forbid. `symbols` is what nm says
 * of the submission's object and the harness's. */
void shape_source(struct work *w);
void shape_symbols(struct work *w, const char *symbols);

/* remember.c */
struct text remember_key(struct work *w);
bool remember_load(struct work *w, struct finding **out, size_t *n);
void remember_save(struct work *w, const struct finding *f, size_t n);

#endif
