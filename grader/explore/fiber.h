/* Stacks, thread pointers, and what happens when a fiber crashes.
 *
 * A fiber borrows the thread pointer, and with it all thread-local variables,
 * from a real thread that was made for that and sleeps for ever. */
#ifndef EXPLORE_FIBER_H
#define EXPLORE_FIBER_H

#include "grader/explore/engine.h"

bool fiber_setup(void); /* false: the machine does not give so many threads */

/* Gives t its stack and thread pointer. */
void fiber_reset(struct thread *t);

/* When t is entered first, it calls start on its stack. */
void fiber_prepare(struct thread *t, void (*start)(void));

/* Zeroes what t has used of its stack, and its thread-local variables, so that
 * the next execution finds the same. */
void fiber_clear(struct thread *t);

/* Loads a thread pointer; 0: the process's own. */
void fiber_use(uintptr_t tp);

/* The thread whose thread-local variables or stack hold the address, or -1. */
int fiber_of(uintptr_t address);

#endif
