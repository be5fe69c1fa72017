// expect: data-race, only by schedules
/* "The exchange takes the lock, so it acquires." It acquires `next`, which
 * nobody releases; the last holder stored `serving`. */
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
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_relaxed);

    return atomic_compare_exchange_strong_explicit(
        &lock->next, &served, served + 1, memory_order_acq_rel,
        memory_order_acquire);
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
