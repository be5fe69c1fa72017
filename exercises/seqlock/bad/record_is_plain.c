// expect: data-race
// A reader finds out afterwards that it met a writer. In C that is too late.
#include "seqlock.h"

#include <pthread.h>
#include <stdatomic.h>

struct seqlock {
    pthread_mutex_t writers;
    atomic_uint sequence;
    moment m;
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
    s->m = (moment){0, 0};
    return s;
}

void sl_write(seqlock *s, moment m)
{
    pthread_mutex_lock(&s->writers);
    unsigned n = atomic_load_explicit(&s->sequence, memory_order_relaxed);
    atomic_store_explicit(&s->sequence, n + 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    s->m = m;
    atomic_store_explicit(&s->sequence, n + 2, memory_order_release);
    pthread_mutex_unlock(&s->writers);
}

bool sl_try_read(const seqlock *s, moment *out)
{
    moment copy;
    unsigned before = atomic_load_explicit(&s->sequence, memory_order_acquire);

    if (before % 2 != 0)
        return false;
    copy = s->m;
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
