/* peterson: mutual exclusion of two threads by busy waiting, from atomic loads
 * and stores alone. */
#ifndef PETERSON_H
#define PETERSON_H

#include <stdatomic.h>

typedef struct {
    atomic_int wants[2]; /* use these three words as you like; */
    atomic_int turn;     /* all are 0 while the lock is free and new */
} peterson;

#define PETERSON_INIT \
    {                 \
        {0, 0}, 0     \
    }

/* Returns with the lock held. `me` says which of the two threads calls: 0 or 1.
 * At most one of them holds it at a time, and what the last holder did is
 * visible to the next one. Returns at once if the other thread neither holds it
 * nor tries to; it comes back as often as it likes. A thread that waits gets
 * the lock when the holder has unlocked and does not come back. */
void peterson_lock(peterson *lock, int me);

/* Called by the holder only, with the same `me`. Never waits. */
void peterson_unlock(peterson *lock, int me);

/* Loads, stores and fences are enough, as on the machines for which the first
 * algorithms of this kind were written. So the compiler refuses by name every
 * operation that reads and writes in one step. */
#pragma GCC poison atomic_exchange atomic_exchange_explicit
#pragma GCC poison atomic_compare_exchange_strong
#pragma GCC poison atomic_compare_exchange_strong_explicit
#pragma GCC poison atomic_compare_exchange_weak
#pragma GCC poison atomic_compare_exchange_weak_explicit
#pragma GCC poison atomic_fetch_add atomic_fetch_add_explicit
#pragma GCC poison atomic_fetch_sub atomic_fetch_sub_explicit
#pragma GCC poison atomic_fetch_or atomic_fetch_or_explicit
#pragma GCC poison atomic_fetch_xor atomic_fetch_xor_explicit
#pragma GCC poison atomic_fetch_and atomic_fetch_and_explicit
#pragma GCC poison atomic_flag_test_and_set atomic_flag_test_and_set_explicit

#endif
