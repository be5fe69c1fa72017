/* ticket_lock: a spin lock that is taken in the order of asking.
 *
 * Like the counter of an office: who wants the lock draws a number, and waits
 * until the display shows it. */
#ifndef TICKET_LOCK_H
#define TICKET_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>

/* The lock is free when both are equal, whatever their value. Both go on from
 * UINT_MAX to 0. */
typedef struct {
    atomic_uint next;    /* the number that is drawn next */
    atomic_uint serving; /* the number whose turn it is */
} ticket_lock;

#define TICKET_LOCK_INIT \
    {                    \
        0, 0             \
    }

/* Draws a number and returns with the lock held, when all who drew before have
 * had it. What the last holder wrote is visible. */
void ticket_acquire(ticket_lock *lock);

/* Takes a lock that nobody holds or waits for, and returns true; or returns
 * false at once. Draws a number only if it is served at once. */
bool ticket_try(ticket_lock *lock);

/* Lets the next one in. Called by the holder only. */
void ticket_release(ticket_lock *lock);

/* How many hold the lock or wait for it. With others at work the answer may be
 * out of date when it is given, but it is not below 0, that is, a huge number.
 */
unsigned ticket_queue(ticket_lock *lock);

#endif
