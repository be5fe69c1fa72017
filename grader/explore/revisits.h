/* Revisits: graphs in which a read that is there already reads from a write
 * that is about to be added (reducing.c). */
#ifndef EXPLORE_REVISITS_H
#define EXPLORE_REVISITS_H

#include "grader/explore/worklist.h"

/* Makes an item for each read that could have read what t is about to write
 * with m. `stamp` is that of its own read, where it is an update that was
 * revisited; else -1. */
void revisits_make(struct thread *t, const struct move *m, int stamp);

#endif
