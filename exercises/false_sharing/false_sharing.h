/* false_sharing: a count for each of several threads, and their sum. */
#ifndef FALSE_SHARING_H
#define FALSE_SHARING_H

#include <stdbool.h>
#include <stddef.h>

enum {
    COUNTERS_LINE = 64,  /* bytes of a cache line, as the tests see it */
    COUNTERS_MOST = 256, /* threads */
};

typedef struct counters counters;

/* A count of 0 for each of the threads 0 to threads - 1. NULL with errno EINVAL
 * for no thread and for more than COUNTERS_MOST, ENOMEM when memory is out. */
counters *counters_create(size_t threads);

/* Called when nobody uses the counters any more. NULL is fine. */
void counters_destroy(counters *c);

/* Adds `amount` to the count of `thread`. False, with nothing added at any
 * time, if it finds the counters closed. No two threads are in counters_add
 * with the same number at the same time. Takes no lock, makes no system call,
 * and waits for nobody. */
bool counters_add(counters *c, size_t thread, unsigned long amount);

/* Closes the counters for good. Any thread may call it, at any time. Each add
 * that this call happens before is refused; adds during the call are counted,
 * or refused. */
void counters_close(counters *c);

/* The sum of all counts. Any thread may call it, at any time. Each add that was
 * accepted and happened before this call is in it, once. An add during the
 * call is in it as a whole, or not at all. */
unsigned long counters_sum(const counters *c);

/* None of these functions orders any other memory of its caller. */

/* ------------------------------------------------------------ the layout
 *
 * No byte of the cache line on which the count of a thread lies
 *
 *   - belongs to the count of another thread, of the same counters or others,
 *   - is read by another thread's counters_add,
 *   - or lies in memory that belongs to somebody else.
 */

/* Where the count of `thread` lies: an unsigned long, atomic or not. */
const volatile void *counters_place(const counters *c, size_t thread);

/* Where the flag lies by which counters_add of `thread` learns that the
 * counters are closed. It may be one for all, or one for each thread. */
const volatile void *counters_closed_place(const counters *c, size_t thread);

#endif
