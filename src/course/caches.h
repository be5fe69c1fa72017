/* What loads and stores of several cores do to their caches: the MESI protocol
 * (Papamarcos and Patel, "A low-overhead coherence solution for multiprocessors
 * with private cache memories", ISCA 1984), one cache for each core, each large
 * enough to keep everything. Pure; knows no terminal. */
#ifndef COURSE_CACHES_H
#define COURSE_CACHES_H

#include "src/base/arena.h"

#include <stddef.h>

enum {
    CACHES_CORES = 4,  /* more columns are hard to follow */
    CACHES_LINES = 8,  /* cache lines */
    CACHES_STEPS = 60, /* three screens */
};

/* A core's copy of a cache line. */
enum mesi {
    MESI_INVALID,   /* it has none */
    MESI_SHARED,    /* others may have one, too; memory is up to date */
    MESI_EXCLUSIVE, /* nobody else has one; memory is up to date */
    MESI_MODIFIED,  /* nobody else has one, and memory is out of date */
};

enum caches_op { CACHES_LOAD, CACHES_STORE, CACHES_ADD };

/* What the cores have to tell each other about it. */
enum caches_bus {
    BUS_NOTHING,
    BUS_READ,       /* a copy is wanted */
    BUS_OWN,        /* a copy is wanted, and all others are to be given up: a
                       read for ownership */
    BUS_INVALIDATE, /* all other copies are to be given up */
};

struct caches_step {
    size_t core;
    enum caches_op op;
    const char *variable;
    size_t line; /* index of its cache line */
    enum caches_bus bus;
    bool supplied; /* another core's modified copy was handed over */
    enum mesi before[CACHES_CORES], after[CACHES_CORES]; /* of that line */
};

struct caches {
    size_t ncores, nlines, nsteps;
    const char *lines[CACHES_LINES]; /* "a b": the variables of each */
    struct caches_step steps[CACHES_STEPS];
    enum mesi end[CACHES_LINES][CACHES_CORES];
};

/* Reads a trace, and runs it. Its rows:
 *
 *     line: a b           these variables share a cache line
 *     core 0: load a      or store, or add (an atomic addition)
 *
 * `name` and `first`, the number of the trace's first row in that file, are for
 * messages: "NAME:LINE: ...". */
bool caches_run(struct arena *a, const char *name, size_t first,
                const char *trace, struct caches *out, struct err *e) MUST_USE;

char mesi_letter(enum mesi m);                  /* 'M' */
const char *caches_op_name(enum caches_op op);  /* "load" */
const char *caches_bus_name(enum caches_bus b); /* "read for ownership" */

#endif
