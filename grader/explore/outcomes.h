/* The final states of a program: what its executions print, or how else they
 * end. outcomes.c tells what counts as one. */
#ifndef EXPLORE_OUTCOMES_H
#define EXPLORE_OUTCOMES_H

#include "grader/explore/libc.h"

enum {
    OUTCOMES_MAX = 256,      /* more than anybody reads */
    OUTCOME_TEXT = 200,      /* bytes of a text; a litmus test prints a line */
    OUTCOME_SCHEDULE = 1500, /* bytes; all of them must fit into the report */
};

enum outcome_how {
    OUTCOME_ENDS,      /* the program comes to its end */
    OUTCOME_STOPS,     /* it ends itself: assert, abort */
    OUTCOME_HANGS,     /* it never ends */
    OUTCOME_UNDEFINED, /* C does not say what happens then */
};

struct outcome {
    enum outcome_how how;
    char text[OUTCOME_TEXT + 1]; /* not a string: may hold any byte */
    size_t len;
    long executions; /* graphs; 0: only another search came to it */
    char schedule[OUTCOME_SCHEDULE];
};

/* Printing is a visible operation, since its order matters. */
extern bool outcomes_printed;
/* Findings do not end the search, but are outcomes. */
extern bool outcomes_wanted;

/* The running thread prints to stdout. */
void outcomes_print(const struct libc_call *c, const char *text, size_t n);

/* The running thread ends the program: with a status, or by what stops it. */
void outcomes_exit(int status);
void outcomes_stop(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Looks at how the execution that has just ended did so. False: as nothing
 * that counts. `graph`: it is the only one with its graph. */
bool outcomes_take(bool alone);

/* Executions are counted from here on. */
void outcomes_count_anew(void);

/* Why there may be more of them, in spite of a complete search; or NULL. */
const char *outcomes_why(void);

const struct outcome *outcomes_list(int *n);

#endif
