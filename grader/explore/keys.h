/* Values that each thread has of its own, for <threads.h> and for the end of a
 * thread. */
#ifndef EXPLORE_KEYS_H
#define EXPLORE_KEYS_H

#include "grader/explore/libc.h"

/* A new key: a number from 1 on. */
unsigned keys_create(void (*destructor)(void *), const struct libc_call *c);
void keys_delete(unsigned key, const struct libc_call *c);

/* The running thread's value. */
void **keys_value(unsigned key, const struct libc_call *c);

/* Calls the destructors of the running thread's values. */
void keys_destroy(void);

#endif
