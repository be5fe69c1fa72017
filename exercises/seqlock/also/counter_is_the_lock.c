/* The number is also the writers' lock: who makes it odd is the writer. Writers
 * spin, so this is for writes that are short and rare. */
#include "seqlock.h"

#include <stdatomic.h>

struct seqlock {
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

    atomic_init(&s->sequence, 0);
    atomic_init(&s->seconds, 0);
    atomic_init(&s->nanoseconds, 0);
    return s;
}

void sl_write(seqlock *s, moment m)
{
    unsigned n;

    /* Acquire: the last writer is done. */
    do {
        n = atomic_load_explicit(&s->sequence, memory_order_relaxed);
    } while (n % 2 != 0 || !atomic_compare_exchange_strong_explicit(
                               &s->sequence, &n, n + 1, memory_order_acquire,
                               memory_order_relaxed));
    /* And this keeps the stores below behind the odd number. */
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&s->seconds, m.seconds, memory_order_relaxed);
    atomic_store_explicit(&s->nanoseconds, m.nanoseconds, memory_order_relaxed);
    atomic_store_explicit(&s->sequence, n + 2, memory_order_release);
}

bool sl_try_read(const seqlock *s, moment *out)
{
    moment copy;
    unsigned before = atomic_load_explicit(&s->sequence, memory_order_acquire);

    copy.seconds = atomic_load_explicit(&s->seconds, memory_order_relaxed);
    copy.nanoseconds =
        atomic_load_explicit(&s->nanoseconds, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    if (before % 2 != 0 ||
        atomic_load_explicit(&s->sequence, memory_order_relaxed) != before)
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
