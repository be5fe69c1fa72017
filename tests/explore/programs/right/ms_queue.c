// expect: none
// why: A node is linked with a compare-and-swap; who finds tail behind helps.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct node {
    int value;
    _Atomic(struct node *) next;
};

static struct node dummy, nodes[2]; /* never reused, hence no ABA */
static _Atomic(struct node *) head = &dummy, tail = &dummy;

/* Release: what was set before is seen by whoever acquires the pointer. */
static bool swing(_Atomic(struct node *) *from, struct node *old,
                  struct node *new)
{
    return atomic_compare_exchange_strong_explicit(
        from, &old, new, memory_order_release, memory_order_relaxed);
}

static void enqueue(struct node *n, int value)
{
    n->value = value;
    for (;;) {
        /* Acquire, here and below: pairs with the release in swing(). */
        struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
        struct node *next =
            atomic_load_explicit(&last->next, memory_order_acquire);

        if (next != NULL) {
            swing(&tail, last, next); /* help whoever linked it */
            continue;
        }
        if (swing(&last->next, NULL, n)) {
            swing(&tail, last, n); /* or somebody has helped */
            return;
        }
    }
}

static bool dequeue(int *value)
{
    for (;;) {
        struct node *first = atomic_load_explicit(&head, memory_order_acquire);
        struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
        struct node *next =
            atomic_load_explicit(&first->next, memory_order_acquire);

        if (next == NULL)
            return false;
        if (first == last) {
            swing(&tail, last, next);
            continue;
        }
        *value = next->value;
        if (swing(&head, first, next))
            return true;
    }
}

static void *enqueuer(void *arg)
{
    enqueue(arg, 1);
    return NULL;
}

int main(void)
{
    pthread_t id;
    int a = 0, b = 0;

    pthread_create(&id, NULL, enqueuer, &nodes[0]);
    enqueue(&nodes[1], 2);
    bool found = dequeue(&a);
    assert(found);
    pthread_join(id, NULL);
    found = dequeue(&b);
    assert(found && a + b == 3);
    return 0;
}
