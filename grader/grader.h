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
#include "src/base/points.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct exercise;

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
    STAGE_OUTSIDE, /* what is expected stays outside the program */
    STAGE_MEMORY,
    STAGE_RACES,
    STAGE_SCHEDULES,
    STAGE_SHAPE,
    STAGE_SPEED,
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

/* What a step of an explored execution does. */
enum trace_kind {
    TRACE_BEGIN, /* of a thread */
    TRACE_END,
    TRACE_CREATE,
    TRACE_JOIN,
    TRACE_READ,   /* of an atomic variable */
    TRACE_WRITE,  /* of one */
    TRACE_UPDATE, /* reads and writes at once: of an atomic, a mutex, ... */
    TRACE_LOOK, /* an update that changed nothing: it failed, or only waited */
    TRACE_FENCE,
    TRACE_CHOICE, /* a value, or an event, that nothing determines */
    TRACE_PLAIN_READ,
    TRACE_PLAIN_WRITE,
};

/* One step. Numbers of steps count those that are left out, too. */
struct trace_step {
    int number;
    int thread; /* id of its thread */
    enum trace_kind kind;
    const char *name;     /* the call: "pthread_mutex_lock"; never NULL */
    const char *order;    /* "acquire", ...; NULL where there is none */
    const char *object;   /* "atomic", "mutex", "cond", ...; or NULL */
    const char *variable; /* which stands at `address`, or NULL */
    uint64_t address;     /* 0: it has none */
    unsigned size;        /* bytes, of a variable; else 0 */
    bool reads, writes;
    uint64_t read, wrote; /* as unsigned numbers of `size` bytes */
    int from;             /* the step that wrote what was read; -1: initial */
    const int *newer;     /* steps that had written newer values when it read */
    size_t nnewer;
    int choice;    /* which of several outcomes */
    int child;     /* TRACE_CREATE: id of the new thread; else -1 */
    bool preempts; /* the thread before it could have gone on */
    const struct frame *frames; /* innermost first, only those with a line */
    size_t nframes;
};

struct trace_thread {
    int id;
    int parent;           /* id of the thread that created it; -1: none */
    const char *name;     /* "main thread", "thread 1", ... */
    const char *function; /* where it begins, or NULL */
};

/* An execution that fails, in the order in which its steps happened. */
struct trace {
    const struct trace_thread *threads;
    size_t nthreads;
    const struct trace_step *steps;
    size_t nsteps;
};

struct finding {
    enum finding_kind kind;
    enum stage stage;
    bool chance;      /* seen in a run that depends on timing: ranks later */
    bool by_clock;    /* its time was up by the clock, which others share */
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
    const char *schedule;      /* replays the execution that failed, or NULL */
    const struct trace *trace; /* the steps of that execution, or NULL */
};

/* A scenario that was explored, or a program with a main. */
struct exploration {
    const char *id;       /* of the scenario; NULL: the program */
    const char *what;     /* what it checks, as a sentence; or NULL */
    enum outcome outcome; /* passed, failed, unsure; skipped: not run */
    long executions;
    bool proved;     /* every execution was looked at */
    int bound;       /* every one with so many preemptions was; -1: not */
    long samples;    /* executions looked at at random, beyond that */
    const char *why; /* why not proved, one sentence; or NULL */
};

/* A speed of bench.c that was measured against its reference. */
struct speed {
    const char *id;
    const char *what;     /* what must be fast, as a sentence */
    double ratio;         /* the median: times as fast as the reference */
    double bar;           /* what it must be at least */
    size_t rounds;        /* ratios that were measured */
    enum outcome outcome; /* passed, failed; unsure: varies too much to tell */
};

/* The points that bench.c printed. */
struct speed_graph {
    const char *title, *across, *up;
    struct points points;
};

struct stage_result {
    enum outcome outcome;
    double seconds;
    const char *why;        /* for skipped, unavailable, unsure; else NULL */
    size_t checks_run;      /* tests or scenarios that gave a result */
    size_t checks_expected; /* those that had to */
    bool absent; /* skipped: the exercise has no file for this stage */
};

/* A layer of confinement, as it was for this grade. */
struct layer {
    const char *name; /* "landlock", "seccomp", "user namespace", ... */
    bool active;
    const char *why; /* what is missing and what that means; NULL if active */
    bool confines;   /* false: it only makes reports better */
};

struct verdict {
    const char *exercise;
    const char *submission; /* path as given */
    enum outcome outcome;   /* passed, failed or unsure; nothing else */
    struct stage_result stages[STAGE_COUNT];
    const struct finding *findings; /* the one to show first comes first */
    size_t nfindings;
    const struct exploration *scenarios; /* in the order of explore.c */
    size_t nscenarios;
    const struct speed *speeds; /* in the order of bench.c */
    size_t nspeeds;
    const struct speed_graph *graph; /* NULL: bench.c drew none */
    const struct layer *layers;
    size_t nlayers;
    const char *seed; /* what was asked from outside came from it; or NULL */
    bool remembered;  /* a failure of this very file in an earlier grade */
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

/* Whether what is graded here is confined by these layers: "all" that confine,
 * or some, such as "landlock,process-namespace". *usage: there is no such one.
 */
bool grader_confined(const char *layers, bool *usage, struct err *e) MUST_USE;

/* Makes what follows cheaper in a process that does nothing but grade, before
 * it has threads: see sandbox_share_network. */
void grader_share_network(void);

/* Whether there is a compiler; grade says so, too. */
bool grader_ready(struct grader *g, struct err *e) MUST_USE;

#define STAGE_BIT(stage) (1u << (stage))

struct grade_request {
    const char *exercise;   /* the exercise's folder */
    const char *submission; /* the file to grade */
    bool fresh;             /* ignore remembered failures and cached builds */
    bool forget;            /* ignore remembered failures only */
    unsigned leave_out;     /* stages, as STAGE_BIT: not asked for */
    bool
        stranger;       /* points depend on it, and nobody watches: controls run
                           beside the tests, it is screened, and asked from outside */
    bool outside;       /* asked from outside, whoever wrote it */
    const char *secret; /* what is asked then depends on it; NULL: "" */
    bool alone;  /* one program at a time: others grade beside this one */
    bool frugal; /* begin nothing that what runs may make needless: less work
                    where it fails, and longer where it passes */
    void (*event)(void *ctx, const struct grade_event *event); /* or NULL */
    void *ctx;
    const volatile sig_atomic_t *stop; /* nonzero: give up; or NULL */
};

/* False only where the grade could not be made (or was stopped): never because
 * of what the submission does. */
bool grade(struct arena *a, struct grader *g, const struct grade_request *req,
           struct verdict *out, struct err *e) MUST_USE;

/* The verdict as the JSON document of format 1, one line end at the end. */
void verdict_json(const struct verdict *v, struct buf *out);

const char *outcome_name(enum outcome o);           /* "passed" */
const char *stage_name(enum stage s);               /* "tests" */
const char *finding_kind_name(enum finding_kind k); /* "data-race" */
/* The same in a learner's words: "Data race". */
const char *finding_kind_label(enum finding_kind k);
bool finding_kind_parse(const char *name, enum finding_kind *out);
const char *trace_kind_name(enum trace_kind k); /* "plain-read" */
bool trace_kind_parse(const char *name, enum trace_kind *out);

/* ------------------------------------------------------------------ running */

/* Compiles and runs one C file that has a main, ungraded, confined. Output
 * (stdout and stderr together) is passed on as it comes. */
struct run_request {
    const char *file;
    const char *const *flags; /* further compiler flags, NULL-ended; or NULL */
    const char *const *args;  /* the program's arguments, NULL-ended; or NULL */
    double seconds;           /* wall clock; 0 for the default */
    bool processes;           /* the program may start processes */
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

/* ---------------------------------------------------------------- exploring */

enum memory_model { MODEL_C11, MODEL_TSO, MODEL_SC, MODEL_COUNT };
extern const char *const memory_model_names[MODEL_COUNT]; /* "c11", ... */

/* Explores the executions of a program: files with a main, or with scenarios.
 * The headers that lie beside them are theirs, too. */
struct explore_request {
    const char *const *files;
    size_t nfiles;
    const char *const *args; /* the program's, NULL-ended; or NULL */
    enum memory_model model;
    int bound;          /* of preemptions, in the first search; -1: default */
    double seconds;     /* of processor time; 0: default */
    const char *inject; /* events that may happen, "spurious,weak,memory";
                           NULL: default; "none" */
    bool reuse;         /* freed memory is used again */
    void (*tick)(void *ctx); /* every 50 ms or so; or NULL */
    void *ctx;
    const volatile sig_atomic_t *stop;
};

struct explore_result {
    enum outcome outcome;     /* passed, failed, unsure */
    bool compiled;            /* false: the only finding says why not */
    bool stopped;             /* by `stop` */
    const char *why;          /* unsure: why; or NULL */
    struct finding *findings; /* at most one of each scenario */
    size_t nfindings;
    struct exploration *parts; /* the scenarios, or the one program */
    size_t nparts;
    double seconds;
};

/* False: our failure, or no program: *usage says which. */
bool grader_explore(struct arena *a, struct grader *g,
                    const struct explore_request *req,
                    struct explore_result *out, bool *usage,
                    struct err *e) MUST_USE;

/* One JSON document of format 1. */
void explore_json(const struct explore_request *req,
                  const struct explore_result *r, struct buf *out);

/* ----------------------------------------------------------------- outcomes */

/* How a program can end. */
enum final_how {
    FINAL_ENDS,      /* main returns, or exit is called */
    FINAL_STOPS,     /* assert, abort */
    FINAL_HANGS,     /* never: a deadlock, an endless loop */
    FINAL_UNDEFINED, /* somehow: C does not say what it does */
};

struct final_state {
    enum final_how how;
    const char *text; /* what was printed, and the exit status unless it is 0;
                         or what happened: "deadlock" */
    bool reached[MODEL_COUNT];
    long executions[MODEL_COUNT];      /* graphs that end so */
    const char *schedule[MODEL_COUNT]; /* of one that is simple; or NULL */
    long seen;                         /* runs for real that ended so */
    bool forbidden; /* seen, though c11 has no such execution */
};

/* What is known of all final states that a model allows. */
struct outcomes_model {
    bool complete;
    const char *why; /* not complete: why; else NULL */
    long executions;
};

/* Runs of the compiled program on this machine. */
struct outcomes_tally {
    const char *why; /* there was none, or it was cut short; or NULL */
    long runs, wanted;
    long uncounted; /* runs whose outcome is not in the list: it was full */
    int processors;
    bool pinned; /* each thread to a processor */
    double seconds;
};

struct outcomes {
    bool compiled;                 /* false: `finding` says why not */
    bool stopped;                  /* by `stop` */
    const struct finding *finding; /* or NULL */
    const char *why;               /* it cannot be explored; else NULL */
    struct final_state *states;    /* most frequent first */
    size_t nstates;
    struct outcomes_model models[MODEL_COUNT];
    struct outcomes_tally tally;
    double seconds;
};

/* All final states of a program that has a main, under each model, beside how
 * often `runs` runs for real come to them. The request's model does not matter.
 * Returns as grader_explore does. */
bool grader_outcomes(struct arena *a, struct grader *g,
                     const struct explore_request *req, long runs,
                     struct outcomes *out, bool *usage, struct err *e) MUST_USE;

/* The same without the models: only how often `runs` runs for real come to
 * each. */
bool grader_tally(struct arena *a, struct grader *g,
                  const struct explore_request *req, long runs,
                  struct outcomes *out, bool *usage, struct err *e) MUST_USE;

/* One JSON document of format 1. */
void outcomes_json(const struct explore_request *req, const struct outcomes *o,
                   struct buf *out);

/* ---------------------------------------------------------------- replaying */

/* A program whose executions are run one by one. */
struct replay_request {
    const char *const *files; /* of a program; or, with `exercise`, the one
                                 that is graded */
    size_t nfiles;
    const struct exercise *exercise; /* or NULL */
    const char *scenario;            /* id; NULL: main */
    const char *const *args;         /* of main, NULL-ended; or NULL */
    bool optimised;                  /* as -O1 makes it; see replay_optimised */
    void (*tick)(void *ctx);         /* while it is being built */
    void *ctx;
    const volatile sig_atomic_t *stop;
};

/* What a thread could do next. */
struct replay_option {
    struct trace_step step; /* without a number */
    const char *token;      /* makes the schedule one step longer */
    int cost;               /* 0: nothing strange about it */
};

/* An execution, or its beginning. */
struct replay_state {
    enum outcome outcome;          /* unsure: it could not be run; `why` */
    bool lost;                     /* unsure: the program has none like it */
    const char *why;               /* or NULL */
    const struct finding *finding; /* failed: what is wrong; else NULL */
    const struct trace *trace;
    const char *schedule; /* of what was run; NULL: it came to its end */
    const struct replay_option *options; /* by threads, ordinary ones first */
    size_t noptions;
    const struct thread_view *blocked; /* threads that cannot go on */
    size_t nblocked;
};

/* Whether a text looks like a schedule. */
bool replay_is_schedule(const char *text);
/* Whether a schedule belongs to a program as -O1 makes it. */
bool replay_optimised(const char *schedule);

/* A text that changes with the program's sources, and with its headers. */
bool replay_identity(struct arena *a, const struct replay_request *req,
                     const char **out, struct err *e) MUST_USE;

struct replay; /* a built program, in a scratch folder of its own */

/* False: our failure, or *usage. *out is NULL where it does not build: *why
 * says what is wrong, or is NULL when it was stopped. The request, and `a`,
 * must outlive it. */
bool replay_open(struct arena *a, struct grader *g,
                 const struct replay_request *req, struct replay **out,
                 const char **why, bool *usage, struct err *e) MUST_USE;
void replay_close(struct replay *r); /* NULL is fine */

/* Runs a schedule. With `stops` it goes no further than that, and says what
 * could come next; without, it goes on as a program does when nobody
 * interferes. */
bool replay_run(struct arena *a, struct replay *r, const char *schedule,
                bool stops, struct replay_state *out, struct err *e) MUST_USE;

/* Looks at all executions of what is run; *finding is NULL unless one fails.
 * `seconds` of processor time; 0: default. */
bool replay_search(struct arena *a, struct replay *r, enum memory_model model,
                   double seconds, struct exploration *out,
                   const struct finding **finding, struct err *e) MUST_USE;

/* One JSON document of format 1. */
void replay_json(const char *schedule, const struct replay_state *s,
                 struct buf *out);

/* ------------------------------------------------------------ machine code */

/* What the compiler makes of a file's functions, for this machine and for
 * another one where there is a compiler for it. */
struct assembly_request {
    const char *file;             /* the headers that lie beside it are its */
    const char *const *functions; /* NULL-ended; none: all */
    const char *const *flags;     /* further ones, NULL-ended; or NULL. Where
                                     none is -O..., it is -O2 */
    const volatile sig_atomic_t *stop; /* or NULL */
};

/* An instruction, or a label that one jumps to. */
struct assembly_line {
    int line; /* of the file, which it was made from; 0: none of its */
    bool label;
    const char *text; /* "movl $1, (%rdi)"; ".L3:" */
};

struct assembly_function {
    const char *name;
    const struct assembly_line *lines; /* none: the compiler made no function of
                                          this name */
    size_t nlines;
};

struct assembly {
    const char *machine;  /* "x86-64", "AArch64" */
    const char *compiler; /* "gcc 12.2.0 -O2"; NULL: there is none */
    const char *why;      /* then: what to do about it */
    const struct assembly_function *functions; /* in the order asked for */
    size_t nfunctions;
};

enum { ASSEMBLY_MACHINES = 2 }; /* this one first */

struct assembly_result {
    bool compiled; /* false: `finding` says why not */
    bool stopped;
    struct finding finding;
    struct assembly machines[ASSEMBLY_MACHINES];
    size_t nmachines;
};

/* False: our failure. A file that compiles for this machine only is no
 * failure: the other one's `why` says it. */
bool grader_assembly(struct arena *a, struct grader *g,
                     const struct assembly_request *req,
                     struct assembly_result *out, struct err *e) MUST_USE;

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
