/* Words that threads sleep on. */
#ifndef EXPLORE_FUTEX_H
#define EXPLORE_FUTEX_H

#include <stdbool.h>
#include <stdint.h>

/* Whether any thread slept on the word at this address, in any execution. */
bool futex_is(uintptr_t address);

#endif
