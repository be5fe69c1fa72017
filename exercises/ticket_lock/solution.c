/* `next` only gives out numbers; it is `serving` that hands the lock over. So
 * all orders stand on `serving`. */
#include "ticket_lock.h"

/* Only the holder writes `serving`, so it knows what is in it, and a store of
 * the next number is enough. Release: what was done inside goes along with it.
 */
void ticket_release(ticket_lock *lock)
{
    unsigned mine = atomic_load_explicit(&lock->serving, memory_order_relaxed);

    atomic_store_explicit(&lock->serving, mine + 1, memory_order_release);
}

void ticket_acquire(ticket_lock *lock)
{
    /* One step, so that no two get the same number. Relaxed: the number says
     * who comes when, and brings nothing else along. */
    unsigned mine =
        atomic_fetch_add_explicit(&lock->next, 1, memory_order_relaxed);

    /* Acquire, with the release of the last holder. Equal, not "at least": the
     * numbers go round. */
    while (atomic_load_explicit(&lock->serving, memory_order_acquire) != mine)
        ;
}

bool ticket_try(ticket_lock *lock)
{
    /* Acquire belongs here: this load reads what the last holder stored. The
     * exchange below is on `next`, which nobody releases. */
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_acquire);

    /* If the number that is drawn next is the one that is served, nobody holds
     * the lock or waits. Drawing it and finding that out are one step. If
     * `served` is out of date, `next` is further than that, and this fails. The
     * strong form: there is no second try. */
    return atomic_compare_exchange_strong_explicit(
        &lock->next, &served, served + 1, memory_order_relaxed,
        memory_order_relaxed);
}

unsigned ticket_queue(ticket_lock *lock)
{
    /* `serving` first: it never overtakes `next`, so the difference cannot come
     * out negative. That holds only if the second load is not an older one than
     * the first, hence acquire. */
    unsigned served =
        atomic_load_explicit(&lock->serving, memory_order_acquire);

    return atomic_load_explicit(&lock->next, memory_order_relaxed) - served;
}
