// expect: livelock, only by schedules
/* Looks whether it is free and then queues up: by then it may not be free any
 * more, and the try waits. */
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
    if (atomic_load(&lock->serving) != atomic_load(&lock->next))
        return false;
    ticket_acquire(lock);
    return true;
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
