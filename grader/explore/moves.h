/* What a thread may do at its next operation: the values that it may read, and
 * where in the modification order it may write. */
#ifndef EXPLORE_MOVES_H
#define EXPLORE_MOVES_H

#include "grader/explore/engine.h"

enum { MOVES_MAX = 64 }; /* older values than that are left out, and noted */

struct move {
    struct event *rf;
    int position;
    unsigned choice;
    bool writes;
    bool taken; /* an update that has to displace another one (reducing.c) */
    int cost;   /* 0 for what happens if nothing strange does */
    struct state value;
};

extern bool moves_left_out;

/* Lists the moves of t's operation, the most ordinary one first. With `all`
 * also those that displace another update, and older states of objects. */
int moves_list(struct thread *t, bool all, struct move list[MOVES_MAX]);

/* What becomes of t's operation if it reads from rf; false if it blocks. */
bool moves_outcome(struct thread *t, struct event *rf, unsigned choice,
                   struct move *out);

/* Adds the event; NULL if the memory model forbids it. */
struct event *moves_perform(struct thread *t, const struct move *m);

/* The same without asking the memory model. */
struct event *moves_perform_unchecked(struct thread *t, const struct move *m);

#endif
