/* One program for the explorer: how it is built and run, and what its run says.
 * Shared by the stage of a grade and the command. */
#ifndef GRADER_EXPLORED_H
#define GRADER_EXPLORED_H

#include "grader/explorer.h"
#include "grader/trace.h"

/* A program that is right is looked at twice: as it is written, and as an
 * optimising compiler understands it. */
enum explored_level {
    EXPLORED_O0,
    EXPLORED_O1,
    EXPLORED_LEVELS,
};

/* Exit statuses of the job that compiles. */
enum {
    EXPLORED_NO_COMPILE = 1, /* the compiler's text says why */
    EXPLORED_NO_TOOL = 2,
};

/* Puts what every build needs into a folder of the sandbox. */
bool explored_put(struct sandbox *box, const char *dir,
                  const struct explorer *x, struct err *e) MUST_USE;

/* The jobs of a build, run in that folder. Compiling makes `object` from
 * `source` and prints nm's words about it. */
struct args explored_compile(struct arena *a, const struct explorer *x,
                             enum explored_level level, const char *source,
                             const char *object, const char *const *flags);
/* Without `whole` calls may lead nowhere: good for --list. */
struct args explored_link(struct arena *a, const struct explorer *x,
                          const char *const *objects, size_t n,
                          const char *program, bool whole);

/* Why the explorer cannot run a program of these sources, from nm's words about
 * all its objects; NULL when it can. */
struct explored_source {
    const char *name; /* base name */
    struct text text;
};
const char *explored_refusal(struct arena *a, const struct explorer *x,
                             const char *symbols,
                             const struct explored_source *sources, size_t n);
/* Whether one of the objects defines it, by its name in the source. */
bool explored_defines(const char *symbols, const char *name);

/* A cache key of the n texts, `what` was made of them, and the explorer. */
struct text explored_key(struct arena *a, const struct explorer *x,
                         const char *what, const struct text *const *texts,
                         size_t n);

/* An object or a program in one text with nm's words about it, and back: NULL
 * if that is none. Both borrow. */
struct text explored_pack(struct arena *a, const char *symbols,
                          const struct text *binary);
const char *explored_unpack(const struct text *packed, struct text *binary);

/* How a program is run. */
struct explored_run {
    const char *program;
    const char *scenario; /* id; NULL: its main */
    enum memory_model model;
    int bound;      /* -1: default */
    double seconds; /* of processor time; 0: default */
    const char *inject;
    bool reuse;
    bool outcomes;           /* list them, instead of looking for a failure */
    const char *const *args; /* of main, NULL-ended; or NULL */
    const char *schedule;    /* the one execution to run; NULL: search */
    bool stops;              /* where the schedule ends */
};
struct args explored_argv(struct arena *a, const struct explored_run *run);
struct sandbox_limits explored_limits(const struct explored_run *run);

/* What came of it. True if something is wrong with the program: *f says what,
 * with everything but `test` and `expectation`. */
bool explored_judge(struct arena *a, const struct sandbox_result *r,
                    const struct sandbox_limits *limits,
                    const struct trace_program *p, struct exploration *out,
                    struct finding *f);

/* Says in a finding, and in its schedule, that the program was optimised. */
void explored_optimised(struct arena *a, struct finding *f);
#define EXPLORED_OPTIMISED "/O1" /* at the end of such a schedule */

/* Adds what another look at the same scenario brought. */
void explored_merge(struct exploration *into, const struct exploration *more);

/* The scenarios that --list has told. */
bool explored_list(struct arena *a, const struct sandbox_result *r,
                   struct exploration **out, size_t *n, struct err *e) MUST_USE;

#endif
