/* The orders are on fences instead of on the operations. */
#include "ticket_lock.h"

void ticket_acquire(ticket_lock *lock)
{
    unsigned mine =
        atomic_fetch_add_explicit(&lock->next, 1, memory_order_relaxed);

    while (atomic_load_explicit(&lock->serving, memory_order_relaxed) != mine)
        ;
    atomic_thread_fence(memory_order_acquire);
}

bool ticket_try(ticket_lock *lock)
{
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_relaxed);

    if (!atomic_compare_exchange_strong_explicit(
            &lock->next, &served, served + 1, memory_order_relaxed,
            memory_order_relaxed))
        return false;
    atomic_thread_fence(memory_order_acquire);
    return true;
}

void ticket_release(ticket_lock *lock)
{
    unsigned mine = atomic_load_explicit(&lock->serving, memory_order_relaxed);

    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&lock->serving, mine + 1, memory_order_relaxed);
}

unsigned ticket_queue(ticket_lock *lock)
{
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_relaxed);

    atomic_thread_fence(memory_order_acquire);
    return atomic_load_explicit(&lock->next, memory_order_relaxed) - served;
}
