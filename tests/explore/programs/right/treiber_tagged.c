// expect: none
// why: The tag changes at every operation, so a reused top is noticed.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { NODES = 2, INDEX = 0xff, TAG = 0x100 };

/* A tag above the index of the top node; nodes count from 1, 0 is none. */
static atomic_uint top;
static atomic_uint next[NODES + 1];
static atomic_bool held[NODES + 1]; /* by a thread that has popped it */

static unsigned with_tag(unsigned old, unsigned node)
{
    return ((old + TAG) & ~(unsigned)INDEX) | node;
}

static void push(unsigned node)
{
    unsigned old = atomic_load_explicit(&top, memory_order_relaxed);

    atomic_store_explicit(&held[node], false, memory_order_relaxed);
    do {
        atomic_store_explicit(&next[node], old & INDEX, memory_order_relaxed);
        /* Release: next and held are set before the node can be reached. */
    } while (!atomic_compare_exchange_weak_explicit(
        &top, &old, with_tag(old, node), memory_order_release,
        memory_order_relaxed));
}

static unsigned pop(void)
{
    /* Acquire: pairs with the release in push(). */
    unsigned old = atomic_load_explicit(&top, memory_order_acquire);

    while (old & INDEX) {
        /* Relaxed: if the node is pushed again meanwhile, the exchange
         * fails. */
        unsigned after =
            atomic_load_explicit(&next[old & INDEX], memory_order_relaxed);

        if (atomic_compare_exchange_weak_explicit(
                &top, &old, with_tag(old, after), memory_order_acquire,
                memory_order_acquire)) {
            bool taken = atomic_exchange_explicit(&held[old & INDEX], true,
                                                  memory_order_relaxed);
            assert(!taken);
            break;
        }
    }
    return old & INDEX;
}

static void *popper(void *arg)
{
    pop();
    return arg;
}

int main(void)
{
    pthread_t id;

    push(2);
    push(1);
    pthread_create(&id, NULL, popper, NULL);
    unsigned first = pop();
    pop();
    if (first != 0)
        push(first);
    pthread_join(id, NULL);
    while (pop() != 0)
        ;
    return 0;
}
