/* counting_semaphore: Dijkstra's semaphore, with a highest value. */
#ifndef COUNTING_SEMAPHORE_H
#define COUNTING_SEMAPHORE_H

#include <stdbool.h>
#include <time.h>

typedef struct counting_semaphore counting_semaphore;

/* A semaphore with this value, which will never be above `max`. NULL with
 * errno EINVAL where max is 0 or value is above it, or with errno ENOMEM. */
counting_semaphore *csem_create(unsigned value, unsigned max);

/* Frees it. No other call is in progress, and none follows. NULL is fine. */
void csem_destroy(counting_semaphore *s);

/* Sleeps while the value is 0; then takes one from it. */
void csem_wait(counting_semaphore *s);

/* Takes one, true; or false at once where the value is 0. */
bool csem_try_wait(counting_semaphore *s);

/* As csem_wait, but false, and nothing taken, once the deadline has passed: a
 * time of CLOCK_REALTIME. Where the value is not 0 when it is called, it
 * takes one whatever the deadline. */
bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline);

/* Adds one to the value, true; whoever sleeps and can now go on wakes up.
 * What was written before is visible to who takes it. False, and nothing
 * changes, where the value is `max`. It never sleeps. */
bool csem_post(counting_semaphore *s);

#endif
