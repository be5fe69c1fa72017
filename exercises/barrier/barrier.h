/* barrier: a point that threads pass together, again and again. */
#ifndef BARRIER_H
#define BARRIER_H

#include <stdbool.h>

typedef struct barrier barrier;

/* A barrier for `count` threads. NULL with errno EINVAL where count is 0, or
 * with errno ENOMEM. */
barrier *barrier_create(unsigned count);

/* Sleeps until `count` threads have called it. Then all of them return, one
 * of them with true; and whatever each wrote before is visible to each. The
 * barrier is as new at once: a thread may call it again while others of the
 * last round have not returned yet, and the rounds do not mix. */
bool barrier_wait(barrier *b);

/* Called once, by a thread whose barrier_wait has returned, or when there
 * never was one; nobody calls barrier_wait any more. Other threads may still
 * be on their way out of the last round: it sleeps until they are. Then it
 * frees the barrier. NULL is fine. */
void barrier_destroy(barrier *b);

#endif
