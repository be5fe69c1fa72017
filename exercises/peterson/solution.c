/* Peterson's algorithm.
 *
 * Each thread raises its own flag and then gives way. If both do so at the same
 * time, both give way, but `turn` is one word: the one that wrote it last has
 * given way after the other one, and waits. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    /* All four operations are seq_cst. Each thread stores and then looks at
     * what the other one stored: store buffering. With release and acquire both
     * could read the old 0, and both would be inside. In one order of all
     * seq_cst operations one of the two flags is up first, and turn is written
     * after both flags or between them; so one of the two threads sees a flag
     * and a turn that make it wait.
     *
     * The store to the flag cannot be weaker either: the order of the two
     * stores is part of the argument. The load of turn could be an acquire:
     * both threads store to turn, so neither can read a value of it from
     * before its own store. */
    atomic_store(&lock->wants[me], 1);
    atomic_store(&lock->turn, other);

    /* The flag's load is an acquire as well, and pairs with the release in
     * peterson_unlock. Who gets in because of `turn` has read a value that the
     * other thread stored after it was last inside. */
    while (atomic_load(&lock->wants[other]) &&
           atomic_load(&lock->turn) == other)
        ;
}

/* Release: what was done inside goes along with the lowered flag. It need not
 * be seq_cst, as this thread looks at nothing afterwards. */
void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
