/* The orders left to the default, and the number served is counted up instead
 * of stored. */
#include "ticket_lock.h"

void ticket_acquire(ticket_lock *lock)
{
    unsigned mine = atomic_fetch_add(&lock->next, 1);

    while (atomic_load(&lock->serving) != mine)
        ;
}

bool ticket_try(ticket_lock *lock)
{
    unsigned served = atomic_load(&lock->serving);

    return atomic_compare_exchange_strong(&lock->next, &served, served + 1);
}

void ticket_release(ticket_lock *lock)
{
    atomic_fetch_add(&lock->serving, 1);
}

unsigned ticket_queue(ticket_lock *lock)
{
    unsigned served = atomic_load(&lock->serving);

    return atomic_load(&lock->next) - served;
}
