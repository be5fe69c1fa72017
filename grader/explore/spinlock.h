/* Spin locks, for the report of a deadlock. */
#ifndef EXPLORE_SPINLOCK_H
#define EXPLORE_SPINLOCK_H

#include "grader/explore/graph.h"

/* Who holds it in that state, or -1. */
int spinlock_owner(const struct state *s);

#endif
