/* Whether a history of calls is linearizable: whether there is an order of them
 * that keeps what comes before what, in which each has the result that an
 * object used by one thread alone would give (Herlihy and Wing, TOPLAS 1990).
 * Pure functions, tested apart from the rest. */
#ifndef EXPLORE_HISTORY_H
#define EXPLORE_HISTORY_H

#include "grader/explore/scenario.h"

#include <stddef.h>
#include <stdint.h>

enum { HISTORY_CALLS = 64 }; /* of one history: as many as a word has bits */

struct history_call {
    int thread;
    enum ex_op op;
    long arg, result;
    bool pending;    /* has not returned: may have had its effect, or not */
    uint64_t before; /* the calls that come before it, one bit each */
};

struct history {
    int kind;          /* enum ex_history, perhaps with EX_MAY_MISS */
    unsigned capacity; /* 0: no bound */
    unsigned n;
    struct history_call calls[HISTORY_CALLS];
};

bool history_linearizable(const struct history *h);

/* Writes the calls, thread by thread: "thread 1: push(1) -> true; ...". */
void history_describe(const struct history *h, char *text, size_t size);

#endif
