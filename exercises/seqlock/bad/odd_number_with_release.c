// expect: assertion, only by schedules
// Release orders what stands before the store. The record stands behind it.
#include "seqlock.h"

#include <pthread.h>
#include <stdatomic.h>

struct seqlock {
    pthread_mutex_t writers;
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
    unsigned n = atomic_load_explicit(&s->sequence, memory_order_relaxed);
    atomic_store_explicit(&s->sequence, n + 1, memory_order_release);
    atomic_store_explicit(&s->seconds, m.seconds, memory_order_relaxed);
    atomic_store_explicit(&s->nanoseconds, m.nanoseconds, memory_order_relaxed);
    atomic_store_explicit(&s->sequence, n + 2, memory_order_release);
    pthread_mutex_unlock(&s->writers);
}

bool sl_try_read(const seqlock *s, moment *out)
{
    moment copy;
    unsigned before = atomic_load_explicit(&s->sequence, memory_order_acquire);

    copy.seconds = atomic_load_explicit(&s->seconds, memory_order_acquire);
    copy.nanoseconds =
        atomic_load_explicit(&s->nanoseconds, memory_order_acquire);
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
