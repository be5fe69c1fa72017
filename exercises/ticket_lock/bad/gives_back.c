// expect: livelock, only by schedules
/* Draws a number and gives it back if it is not served. If somebody has drawn
 * the next one meanwhile, the wrong one is given back. */
#include "ticket_lock.h"

void ticket_acquire(ticket_lock *lock)
{
    unsigned mine =
        atomic_fetch_add_explicit(&lock->next, 1, memory_order_relaxed);

    while (atomic_load_explicit(&lock->serving, memory_order_acquire) != mine)
        ;
}

bool ticket_try(ticket_lock *lock)
{
    unsigned mine = atomic_fetch_add(&lock->next, 1);

    if (atomic_load(&lock->serving) == mine)
        return true;
    atomic_fetch_sub(&lock->next, 1);
    return false;
}

void ticket_release(ticket_lock *lock)
{
    unsigned mine = atomic_load_explicit(&lock->serving, memory_order_relaxed);

    atomic_store_explicit(&lock->serving, mine + 1, memory_order_release);
}

unsigned ticket_queue(ticket_lock *lock)
{
    unsigned served = atomic_load(&lock->serving);

    return atomic_load(&lock->next) - served;
}
