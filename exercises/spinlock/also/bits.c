/* One bit of the word, set and cleared. The clearing is a read-modify-write: a
 * store would be enough, but nothing is wrong with it. */
#include "spinlock.h"

enum { HELD = 1 };

bool spin_trylock(spinlock *lock)
{
    /* Not even try while it is held: a look costs less. A look that is out of
     * date is no harm here: the lock was held then, and false is true of some
     * moment that nothing orders after the unlock. */
    if (atomic_load_explicit(&lock->locked, memory_order_relaxed) & HELD)
        return false;
    return !(
        atomic_fetch_or_explicit(&lock->locked, HELD, memory_order_acquire) &
        HELD);
}

void spin_lock(spinlock *lock)
{
    while (!spin_trylock(lock))
        ;
}

void spin_unlock(spinlock *lock)
{
    atomic_fetch_and_explicit(&lock->locked, ~HELD, memory_order_release);
}
