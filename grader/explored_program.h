/* A program for the explorer: from its files to something that can be run, in a
 * sandbox of its own. Shared by exploring and replaying. */
#ifndef GRADER_EXPLORED_PROGRAM_H
#define GRADER_EXPLORED_PROGRAM_H

#include "grader/explored.h"

struct exercise;

struct explored_program {
    /* Set by the caller. */
    struct arena *a;
    struct grader *g;
    const volatile sig_atomic_t *stop;
    void (*tick)(void *ctx);
    void *ctx;
    struct err *e; /* of the call that is going on */

    /* Set here. */
    const struct explorer *x;
    struct sandbox *box;
    const char *dir, *run_dir;
    struct explored_source *files; /* sources, then headers */
    size_t nsources, nfiles;
    const char **names;       /* base names of all */
    const char *own;          /* the file that is graded; NULL: all are */
    const char *const *flags; /* of the compiler */
    const char *symbols;      /* nm's words about the last build */
    struct finding *finding;  /* why the last build failed; or NULL */
    bool stopped;             /* by `stop` */
};

/* Reads the sources and the headers beside them. */
bool explored_program_read(struct explored_program *p, const char *const *files,
                           size_t n) MUST_USE;
/* Reads a submission and its exercise's scenarios. */
bool explored_program_read_exercise(struct explored_program *p,
                                    const struct exercise *ex,
                                    const char *submission) MUST_USE;

/* Puts all of it into a sandbox, which explored_program_close removes. */
bool explored_program_open(struct explored_program *p) MUST_USE;
void explored_program_close(struct explored_program *p);

/* Leaves a program, or a finding, or `stopped`. False: our failure. */
bool explored_program_build(struct explored_program *p,
                            enum explored_level level) MUST_USE;
const char *explored_program_path(const struct explored_program *p,
                                  enum explored_level level);

/* Of a program that was built: its main, or its scenarios; *n is 0 if it has
 * neither. */
bool explored_program_parts(struct explored_program *p,
                            enum explored_level level, struct exploration **out,
                            size_t *n) MUST_USE;

bool explored_program_run(struct explored_program *p, const struct args *argv,
                          const struct sandbox_limits *limits,
                          const struct sandbox_result **r) MUST_USE;

#endif
