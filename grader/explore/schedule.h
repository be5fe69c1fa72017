/* A schedule: all decisions of one execution as a short text.
 *
 *     1cs:a3b2a<1b=1c
 *
 * The version; the model (c, t or s), the injected faults that were on (a
 * letter each), r where memory was used again, u where printing was an
 * operation; then who performed how many operations. a is the main thread, b
 * the first one that was created, and so on. A number is a run of operations
 * that did the ordinary thing; < says how many newer values there were than the
 * one read, ^ how many writes lie above the one written, = what was chosen. */
#ifndef EXPLORE_SCHEDULE_H
#define EXPLORE_SCHEDULE_H

#include "grader/explore/engine.h"

enum { SCHEDULE_TEXT = 64 << 10 }; /* bytes; longer ones cannot be told */

struct schedule_step {
    int thread;
    unsigned back, under, choice;
};

/* Of the execution that has just ended. False: it does not fit. */
bool schedule_write(char text[SCHEDULE_TEXT]);

/* The letter of a thread, in the order of creation of this execution. */
char schedule_letter(int thread);

/* Reads a schedule and sets model and faults as it says. False: it is none. */
bool schedule_read(const char *text);

/* The steps of the one that was read. */
extern struct schedule_step schedule_steps[EVENTS_MAX];
extern int schedule_n;

#endif
