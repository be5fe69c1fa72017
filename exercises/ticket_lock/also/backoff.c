/* Draws with a compare-and-exchange, and waits the longer the more are in
 * front.
 */
#include "ticket_lock.h"

enum { EACH = 4 };

static void pause_for(unsigned turns)
{
    for (volatile unsigned i = 0; i < turns; i++)
        ;
}

void ticket_acquire(ticket_lock *lock)
{
    unsigned mine = atomic_load_explicit(&lock->next, memory_order_relaxed);
    unsigned served;

    while (!atomic_compare_exchange_weak_explicit(&lock->next, &mine, mine + 1,
                                                  memory_order_relaxed,
                                                  memory_order_relaxed))
        ;
    while ((served = atomic_load_explicit(&lock->serving,
                                          memory_order_acquire)) != mine)
        pause_for((mine - served) * EACH);
}

bool ticket_try(ticket_lock *lock)
{
    unsigned mine = atomic_load_explicit(&lock->next, memory_order_relaxed);

    /* Equal: at some moment nobody held the lock or waited. If that is still
     * so, nobody has drawn this number. */
    return atomic_load_explicit(&lock->serving, memory_order_acquire) == mine &&
           atomic_compare_exchange_strong_explicit(&lock->next, &mine, mine + 1,
                                                   memory_order_relaxed,
                                                   memory_order_relaxed);
}

void ticket_release(ticket_lock *lock)
{
    atomic_fetch_add_explicit(&lock->serving, 1, memory_order_release);
}

unsigned ticket_queue(ticket_lock *lock)
{
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_acquire);

    return atomic_load_explicit(&lock->next, memory_order_relaxed) - served;
}
