/* One counter says where a writer is: even, nobody is; odd, one is in the
 * middle. A writer adds one before it touches the record and one afterwards. A
 * reader that finds the same even number before and after its copy has met no
 * writer.
 *
 * The record is atomic, because a reader may well meet a writer there: it finds
 * out only afterwards, and a data race cannot be taken back. Relaxed is enough
 * for it; the fences and the counter make the order. */
#include "seqlock.h"

#include <pthread.h>
#include <stdatomic.h>

struct seqlock {
    pthread_mutex_t writers; /* one at a time; readers never touch it */
    atomic_uint sequence;
    atomic_long seconds;
    atomic_long nanoseconds;
};

size_t sl_size(void)
{
    return sizeof(struct seqlock);
}

seqlock *sl_init(void *memory)
{
    seqlock *s = memory;

    pthread_mutex_init(&s->writers, NULL);
    atomic_init(&s->sequence, 0);
    atomic_init(&s->seconds, 0);
    atomic_init(&s->nanoseconds, 0);
    return s;
}

void sl_write(seqlock *s, moment m)
{
    pthread_mutex_lock(&s->writers);
    /* Only writers change it, and this one is alone. */
    unsigned n = atomic_load_explicit(&s->sequence, memory_order_relaxed);
    atomic_store_explicit(&s->sequence, n + 1, memory_order_relaxed);
    /* Who reads one of the two stores below, and has an acquire fence behind
     * that, sees the odd number, too. A release store of n + 1 would not do:
     * it orders what stands before it. */
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&s->seconds, m.seconds, memory_order_relaxed);
    atomic_store_explicit(&s->nanoseconds, m.nanoseconds, memory_order_relaxed);
    /* Release: who sees the even number sees the record. */
    atomic_store_explicit(&s->sequence, n + 2, memory_order_release);
    pthread_mutex_unlock(&s->writers);
}

bool sl_try_read(const seqlock *s, moment *out)
{
    moment copy;
    /* Acquire: the record is at least as new as this number. */
    unsigned before = atomic_load_explicit(&s->sequence, memory_order_acquire);

    if (before % 2 != 0)
        return false;
    copy.seconds = atomic_load_explicit(&s->seconds, memory_order_relaxed);
    copy.nanoseconds =
        atomic_load_explicit(&s->nanoseconds, memory_order_relaxed);
    /* If one of the two came from a later writer, the load below must see its
     * odd number. An acquire load of `sequence` would not do: it keeps what
     * stands behind it from moving up, not the two loads above from moving
     * down. */
    atomic_thread_fence(memory_order_acquire);
    if (atomic_load_explicit(&s->sequence, memory_order_relaxed) != before)
        return false;
    *out = copy;
    return true;
}

moment sl_read(const seqlock *s)
{
    moment m;

    while (!sl_try_read(s, &m))
        ;
    return m;
}
