/* What the search needs of the scenarios. */
#ifndef EXPLORE_SCENARIO_HOOKS_H
#define EXPLORE_SCENARIO_HOOKS_H

#include "grader/explore/engine.h"
#include "grader/explore/scenario.h"

/* The i-th scenario of the program, or NULL. */
const struct ex_scenario *scenario_nth(unsigned i);

/* A new search begins: forgets what the last one has seen. */
void scenario_begin_search(void);

/* A search was complete, and nothing was found: whether something should have
 * happened in it that never did. */
bool scenario_missing(struct finding *f);

/* For engine.on_trap: the operation may be one that is forbidden now. */
void scenario_check_op(struct thread *t);

/* The thread came round a loop in which it can only wait (spin.h). */
void scenario_check_wait(struct thread *t);

/* What ex_eventually waits for in that thread, or NULL. */
const char *scenario_condition(int thread);

#endif
