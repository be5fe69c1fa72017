/* Recognises a thread that waits in a loop.
 *
 * A turn of a loop that changes nothing and ends in the state in which it began
 * could be repeated for ever, and taken out of the execution without a
 * difference: what matters is only what its last turn reads. "The same state"
 * is exact: all of the thread's stack above the operation, the registers that
 * survive calls, and what plain writes elsewhere have overwritten. So a loop
 * with a counter is never taken for one, and one that notes what it saw is. */
#ifndef EXPLORE_SPIN_H
#define EXPLORE_SPIN_H

#include "grader/explore/engine.h"

enum spin {
    SPIN_NONE,
    SPIN_NEWEST, /* every read of the turn saw the newest value */
    SPIN_OLD,    /* every one did when it read, but there are newer ones now */
    SPIN_STALE, /* one of them chose an older one: with the newest it may end */
    SPIN_PINNED, /* one of them has to read what it read (reducing.c); to know
                    it saves executions, and changes no result */
};

/* The running thread comes to an operation that may be part of such a turn.
 * *events is set to how many events the turn has, *mark to what the strategy
 * had noted at its beginning. */
enum spin spin_arrive(struct thread *t, int *events, int *mark);

/* Whether the last n events of t, a turn, could be repeated while nobody else
 * does anything. One that saw a variable change could not. */
bool spin_waits(const struct thread *t, int n);

/* The running thread performs the operation that it came to. */
void spin_begin(struct thread *t);

/* The running thread wrote something. */
static inline void spin_wrote(struct thread *t)
{
    t->nlog = t->nwritten = 0;
}

/* It is about to write, to memory that can be read. If all that a turn writes
 * is there again at its end, the turn has changed nothing. */
void spin_writes(struct thread *t, uintptr_t address, size_t size);

/* Takes the last n events of t, one turn, out of the execution. */
void spin_forget(struct thread *t, int n);

/* The same, and makes t wait until one of the places changes that the turn
 * read. */
void spin_park(struct thread *t, int n);

/* What is to be done after a turn where executions are interleavings and not
 * graphs; as `spun` of a strategy. */
bool spin_go_on(struct thread *t, enum spin how, int n, int mark);

/* Whether t, at the head of a loop, is known to come round to the same point if
 * it reads this value. That was seen in some execution of this search, in
 * exactly this state, with a turn that read nothing else. */
bool spin_known_futile(const struct thread *t, const struct state *value);

/* A new search: nothing is known. */
void spin_reset(void);

/* Whether e, of a turn that began after `first` events of its thread, saw the
 * newest value that is not of the turn's own making. */
bool spin_saw_newest(const struct event *e, int first);

/* Whether none of them did. */
bool spin_parked(const struct thread *t);

#endif
