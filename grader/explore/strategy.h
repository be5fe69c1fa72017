/* Who decides: the engine asks at every visible operation. A search is one of
 * these and a loop around engine_run. */
#ifndef EXPLORE_STRATEGY_H
#define EXPLORE_STRATEGY_H

#include "grader/explore/engine.h"
#include "grader/explore/spin.h"

struct strategy {
    /* Whether a choice is made as soon as it is reached, like other operations
     * that concern nobody else. */
    bool choices_at_once;
    /* Which thread goes on; NULL if none can or shall. `current` went last,
     * or is NULL. */
    struct thread *(*pick)(struct thread *current);
    /* Adds the event of t's operation. NULL: this execution is abandoned. */
    struct event *(*decide)(struct thread *t);
    /* A number to be kept with a read that may be the head of a loop; or NULL.
     */
    int (*mark)(void);
    /* t came round a loop that changed nothing in its last n events. False:
     * this execution is abandoned. */
    bool (*spun)(struct thread *t, enum spin how, int n, int mark);
};

extern const struct strategy *engine_strategy;

#endif
