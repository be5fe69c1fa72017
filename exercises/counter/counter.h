/* counter: hits on a few keys, counted by many threads. */
#ifndef COUNTER_H
#define COUNTER_H

#include <stdbool.h>

enum { COUNTER_KEYS = 4 }; /* keys are 0 to COUNTER_KEYS - 1 */

/* Any thread may call any of these functions at any time. Each hit counts
 * exactly once. The functions say nothing about the memory that the caller
 * uses for other things: they need not order it. */

/* Adds `hits` to the count of `key`. False, and nothing is added, when there
 * is no such key. */
bool counter_add(unsigned key, unsigned long hits);

/* The count of `key`; 0 when there is no such key. Every hit whose
 * counter_add had returned before this call began is in it, once, unless it
 * was taken. Hits added or taken during this call are in it or not. */
unsigned long counter_get(unsigned key);

/* Takes the count of `key` away, so that it begins again at 0, and returns
 * it; 0 when there is no such key. Each hit is returned by one call of
 * counter_take at most, and what no call has returned stays in the count. */
unsigned long counter_take(unsigned key);

#endif
