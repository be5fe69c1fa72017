/* Random executions, the same ones each time. */
#ifndef EXPLORE_SAMPLING_H
#define EXPLORE_SAMPLING_H

#include <stdint.h>

/* Runs one; which one depends on `seed` alone. */
void sampling_run(uint64_t seed);

#endif
