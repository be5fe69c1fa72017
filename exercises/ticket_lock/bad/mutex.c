// expect: forbidden
/* The library's lock guards the drawing. */
#include "ticket_lock.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void ticket_acquire(ticket_lock *lock)
{
    pthread_mutex_lock(&mutex);
    unsigned mine = lock->next++;
    pthread_mutex_unlock(&mutex);

    while (atomic_load(&lock->serving) != mine)
        ;
}

bool ticket_try(ticket_lock *lock)
{
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_acquire);

    return atomic_compare_exchange_strong_explicit(
        &lock->next, &served, served + 1, memory_order_relaxed,
        memory_order_relaxed);
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
