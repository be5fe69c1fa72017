/* The schedule explorer, as it lies on this machine: its runtime, the tools
 * that build a program for it, and what it knows of the C library. */
#ifndef GRADER_EXPLORER_H
#define GRADER_EXPLORER_H

#include "grader/machine.h"

/* A function that the explorer cannot model. */
struct refused {
    const char *name;
    const char *reason; /* goes on after the name: "makes another process" */
};

struct explorer {
    struct toolchain tools; /* gcc */
    const char *objcopy, *nm, *sh;
    const char *identity; /* of all that a program depends on, for keys */
    struct text runtime;  /* explore.o */
    struct text header;   /* scenario.h */
    struct text taken;    /* the runtime's functions, as objcopy renames */
    const char **allowed; /* the C library's own that may be called */
    size_t nallowed;
    struct refused *refused;
    size_t nrefused;
};

/* Looked for at the first call; NULL, and *why, if something is missing. */
const struct explorer *explorer_get(struct grader *g, const char **why);

/* Whether an object may leave this symbol undefined. If not, *why is a
 * sentence that begins with its name. */
bool explorer_knows(struct arena *a, const struct explorer *x,
                    const char *symbol, const char **why);

#endif
