/* The whole search of one program or scenario: the simplest executions first,
 * then one for each execution graph, then random ones. */
#ifndef EXPLORE_SEARCH_H
#define EXPLORE_SEARCH_H

#include "grader/explore/engine.h"
#include "grader/explore/schedule.h"

struct search_limits {
    int bound;     /* the first search goes up to this cost */
    long steps;    /* executions of the complete search */
    long samples;  /* random executions, if that did not come to an end */
    uint64_t seed; /* of the random executions */
    double cpu_s;  /* processor time: a guard against programs whose single
                      executions are long; what it cuts off is unsure */
};

struct search_result {
    bool failed;
    bool proved; /* every execution was looked at, or one like it */
    bool out_of_time;
    int bound; /* all executions of at most this cost; -1: none */
    long samples;
    long executions; /* all that were begun */
    long blocked;    /* of them: given up, as others stand for them */
    struct finding finding;
    char schedule[SCHEDULE_TEXT];
    const char *why; /* not proved; NULL if it was */
};

void search_run(const struct search_limits *limits, struct search_result *r);

/* Called now and then; or NULL. `phase` is "bounded", "complete" or "random".
 */
extern void (*search_progress)(const char *phase, long executions);

#endif
