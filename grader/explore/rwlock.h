/* Read-write locks, for the report of a deadlock. */
#ifndef EXPLORE_RWLOCK_H
#define EXPLORE_RWLOCK_H

#include "grader/explore/graph.h"

/* Who holds it in that state, a bit for each thread. */
uint32_t rwlock_owners(const struct state *s);

#endif
