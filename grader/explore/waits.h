/* Who keeps a thread waiting. */
#ifndef EXPLORE_WAITS_H
#define EXPLORE_WAITS_H

#include "grader/explore/engine.h"

/* Which threads could end the wait of an operation that blocks while its object
 * is in the state `now`: a bit for each. False, and 0: nobody in particular,
 * as with a signal. */
bool waits_for(const struct op *op, const struct state *now, uint32_t *threads);

#endif
