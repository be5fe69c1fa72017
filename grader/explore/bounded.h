/* Search without reduction, the simplest executions first. */
#ifndef EXPLORE_BOUNDED_H
#define EXPLORE_BOUNDED_H

#include <stdbool.h>
#include <stdint.h>

enum { BOUNDED_ALL = INT32_MAX }; /* a bound that holds for every execution */

/* Prepares to run, one after another, all executions that cost at most `bound`:
 * each preemption, each read of an old value, each write behind an old one and
 * each injected fault costs 1. */
void bounded_begin(int bound);

/* Runs one; false if all were run. */
bool bounded_run(void);

/* Whether anything was left out because of its cost, since bounded_begin. */
extern bool bounded_cut;

#endif
