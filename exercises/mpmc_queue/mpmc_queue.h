/* mpmc_queue: a bounded FIFO for any number of producer threads and any number
 * of consumer threads, without a lock. */
#ifndef MPMC_QUEUE_H
#define MPMC_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct mpmc_queue mpmc_queue;

/* Holds up to `capacity` ints; any capacity from 1 on. NULL with errno EINVAL
 * for capacity 0, ENOMEM when memory is out. */
mpmc_queue *mpmc_create(size_t capacity);

/* Called when no thread uses the queue any more. NULL is fine. */
void mpmc_destroy(mpmc_queue *q);

/* Any thread. Puts a value at the end. False, with nothing stored, when the
 * queue is full: when `capacity` values are inside, each counted from the begin
 * of its push to the end of its pop. What the caller wrote before is visible to
 * the thread that pops the value. Takes no lock, makes no system call, and
 * waits for nobody. */
bool mpmc_push(mpmc_queue *q, int value);

/* Any thread. Takes the oldest value. False, with *value untouched, when the
 * queue is empty, or when the push of the oldest value has not come to its end.
 * Takes no lock, makes no system call, and waits for nobody. */
bool mpmc_pop(mpmc_queue *q, int *value);

#endif
