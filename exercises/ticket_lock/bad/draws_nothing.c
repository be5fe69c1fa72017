// expect: test
/* Tries until it is free: a lock, but whoever comes first when it is freed gets
 * it. */
#include "ticket_lock.h"

bool ticket_try(ticket_lock *lock)
{
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_acquire);

    return atomic_compare_exchange_strong_explicit(
        &lock->next, &served, served + 1, memory_order_relaxed,
        memory_order_relaxed);
}

void ticket_acquire(ticket_lock *lock)
{
    while (!ticket_try(lock))
        ;
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
