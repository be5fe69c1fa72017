// expect: livelock
// why: A successor that has not linked itself yet is never granted the lock.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct waiter {
    _Atomic(struct waiter *) next;
    atomic_bool granted;
};

static struct waiter waiters[2];
static _Atomic(struct waiter *) last;
static int counter;

static void lock(struct waiter *me)
{
    atomic_store_explicit(&me->next, NULL, memory_order_relaxed);
    atomic_store_explicit(&me->granted, false, memory_order_relaxed);
    /* Release: my fields are set before a successor finds me. Acquire: the
     * same for my predecessor, or the data of the holder before if free. */
    struct waiter *before =
        atomic_exchange_explicit(&last, me, memory_order_acq_rel);
    if (before == NULL)
        return;
    atomic_store_explicit(&before->next, me, memory_order_release);
    /* Acquire: pairs with the release of the holder before. */
    while (!atomic_load_explicit(&me->granted, memory_order_acquire))
        ;
}

static void unlock(struct waiter *me)
{
    struct waiter *next = atomic_load_explicit(&me->next, memory_order_acquire);

    if (next == NULL) {
        struct waiter *expected = me;

        /* Release: nobody waits, so the next exchange takes the data over. */
        if (atomic_compare_exchange_strong_explicit(&last, &expected, NULL,
                                                    memory_order_release,
                                                    memory_order_relaxed))
            return;
        return;
    }
    /* Release: hands everything done under the lock to the successor. */
    atomic_store_explicit(&next->granted, true, memory_order_release);
}

static void *adder(void *arg)
{
    lock(arg);
    counter++;
    unlock(arg);
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, adder, &waiters[0]);
    pthread_create(&b, NULL, adder, &waiters[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    return 0;
}
