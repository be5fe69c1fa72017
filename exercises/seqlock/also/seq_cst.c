/* Everything is seq_cst, which is what one gets without saying anything. Right,
 * and dear for the writer only: on x86 a load costs the same. */
#include "seqlock.h"

#include <pthread.h>
#include <stdatomic.h>

struct seqlock {
    pthread_mutex_t writers;
    atomic_ulong sequence;
    atomic_long record[2];
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
    atomic_init(&s->record[0], 0);
    atomic_init(&s->record[1], 0);
    return s;
}

void sl_write(seqlock *s, moment m)
{
    pthread_mutex_lock(&s->writers);
    s->sequence++;
    s->record[0] = m.seconds;
    s->record[1] = m.nanoseconds;
    s->sequence++;
    pthread_mutex_unlock(&s->writers);
}

bool sl_try_read(const seqlock *s, moment *out)
{
    unsigned long before = s->sequence;
    moment copy = {s->record[0], s->record[1]};

    if (before % 2 != 0 || s->sequence != before)
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
