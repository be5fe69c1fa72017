/* Test-and-test-and-set. The word is 0 when the lock is free and 1 when it is
 * held. */
#include "spinlock.h"

/* Tells the processor that this is a loop that waits. Not needed for anything
 * but manners: it leaves more of the core to its other hardware thread. */
static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/* An exchange looks and writes in one step: of several threads only one finds
 * the 0. If it finds a 1 it has put 1 where 1 was, which changes nothing.
 *
 * Acquire, with the release in spin_unlock: what the last holder did happens
 * before what this one does. The order counts only when the 0 was found. */
bool spin_trylock(spinlock *lock)
{
    return atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) ==
           0;
}

void spin_lock(spinlock *lock)
{
    while (!spin_trylock(lock)) {
        /* Wait by loads: they leave the cache line where it is, and an exchange
         * takes it away from the holder each time. Relaxed: whatever this loop
         * sees, the lock is taken by the exchange above, or not at all. */
        while (atomic_load_explicit(&lock->locked, memory_order_relaxed) != 0)
            relax();
    }
}

/* Nobody else may write here while the lock is held, but for an exchange that
 * puts 1 where 1 is. So a store is enough, and release hands over all that was
 * done inside. */
void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
