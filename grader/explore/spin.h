/* Recognises a thread that waits in a loop.
 *
 * A turn of a loop that writes nothing and ends in the state in which it began
 * could be repeated for ever, and taken out of the execution without changing
 * anything: what matters is only what its last turn reads. "The same state" is
 * exact: all of the thread's stack above the operation and the registers that
 * survive calls, and no write to anything else in between. So a loop with a
 * counter is never taken for one. */
#ifndef EXPLORE_SPIN_H
#define EXPLORE_SPIN_H

#include "grader/explore/engine.h"

enum spin {
    SPIN_NONE,
    SPIN_NEWEST, /* every read of the turn saw the newest value */
    SPIN_OLD,    /* every one did when it read, but there are newer ones now */
    SPIN_STALE, /* one of them chose an older one: with the newest it may end */
    SPIN_PINNED, /* one of them has to read what it read (reducing.c) */
};

/* The running thread comes to an operation that may be part of such a turn.
 * *events is set to how many events the turn has, *mark to what the strategy
 * had noted at its beginning. */
enum spin spin_arrive(struct thread *t, int *events, int *mark);

/* The running thread wrote something. */
static inline void spin_wrote(struct thread *t)
{
    t->nlog = 0;
}

/* Takes the last n events of t, one turn, out of the execution. */
void spin_forget(struct thread *t, int n);

/* The same, and makes t wait until one of the places changes that the turn
 * read. */
void spin_park(struct thread *t, int n);

/* Whether none of them did. */
bool spin_parked(const struct thread *t);

#endif
