/* Search with reduction: one execution for each execution graph. */
#ifndef EXPLORE_REDUCING_H
#define EXPLORE_REDUCING_H

#include <stdbool.h>

/* Begins a search that visits every execution graph of the program. */
void reducing_begin(void);

/* Runs one execution; false if there is none left. */
bool reducing_run(void);

#endif
