/* treiber_stack: a lock-free stack of numbers, for any number of threads. It is
 * a pool of things that are used again and again: numbers 0 to count - 1 stand
 * for nodes, buffers, whatever the callers keep in an array of their own. */
#ifndef TREIBER_STACK_H
#define TREIBER_STACK_H

#include <stdbool.h>
#include <stddef.h>

enum { TREIBER_MAX = 65535 }; /* the greatest count */

typedef struct treiber_stack treiber_stack;

/* An empty stack for the numbers 0 to count - 1. NULL with errno EINVAL for
 * count 0 or above TREIBER_MAX, ENOMEM when memory is out. */
treiber_stack *treiber_create(size_t count);

/* Called when no thread uses the stack any more. NULL is fine. */
void treiber_destroy(treiber_stack *s);

/* Puts `number` on top. It is below count and not in the stack. What the caller
 * wrote before is visible to the thread that pops the number.
 * Lock-free, and makes no system call. */
void treiber_push(treiber_stack *s, unsigned number);

/* Takes the top number, which then belongs to the caller, who may push it again
 * at once. False, with *number untouched, when the stack is empty.
 * Lock-free, and makes no system call. */
bool treiber_pop(treiber_stack *s, unsigned *number);

#endif
