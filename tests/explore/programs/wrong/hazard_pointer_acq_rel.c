// expect: data-race
// why: Without seq_cst reader and writer may miss each other's stores.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct item {
    int value;
};

#define STORE memory_order_release
#define LOAD memory_order_acquire
#define SWAP memory_order_acq_rel

static struct item first = {1}, second = {2};
static _Atomic(struct item *) current = &first;
static _Atomic(struct item *) hazard;

static void *reader(void *arg)
{
    struct item *i;

    do {
        i = atomic_load_explicit(&current, LOAD);
        atomic_store_explicit(&hazard, i, STORE);
    } while (atomic_load_explicit(&current, LOAD) != i);
    assert(i->value != 0);
    /* Release: the item has been read before it may be reused. */
    atomic_store_explicit(&hazard, NULL, memory_order_release);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, reader, NULL);
    struct item *old = atomic_exchange_explicit(&current, &second, SWAP);
    while (atomic_load_explicit(&hazard, LOAD) == old)
        ;
    old->value = 0; /* it is ours again */
    pthread_join(id, NULL);
    return 0;
}
