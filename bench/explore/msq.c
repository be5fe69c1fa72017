/* The queue of Michael and Scott: threads that put a node in, and threads that
 * try once to take one out. */
#include "team.h"

#include <stdatomic.h>
#include <stdbool.h>

#ifndef ENQUEUERS
#define ENQUEUERS 2
#endif
#ifndef DEQUEUERS
#define DEQUEUERS 1
#endif

struct node {
    int value;
    _Atomic(struct node *) next;
};

static struct node dummy, nodes[ENQUEUERS];
static _Atomic(struct node *) head = &dummy, tail = &dummy;

static bool swing(_Atomic(struct node *) *from, struct node *old,
                  struct node *new)
{
    return atomic_compare_exchange_strong_explicit(
        from, &old, new, memory_order_acq_rel, memory_order_acquire);
}

static void enqueue(struct node *n)
{
    for (;;) {
        struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
        struct node *next =
            atomic_load_explicit(&last->next, memory_order_acquire);

        if (last != atomic_load_explicit(&tail, memory_order_acquire))
            continue;
        if (next != NULL) {
            swing(&tail, last, next);
            continue;
        }
        if (swing(&last->next, NULL, n)) {
            swing(&tail, last, n);
            return;
        }
    }
}

static int dequeue(void)
{
    for (;;) {
        struct node *first = atomic_load_explicit(&head, memory_order_acquire);
        struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
        struct node *next =
            atomic_load_explicit(&first->next, memory_order_acquire);

        if (first != atomic_load_explicit(&head, memory_order_acquire))
            continue;
        if (first == last) {
            if (next == NULL)
                return 0;
            swing(&tail, last, next);
            continue;
        }
        int value = next->value;
        if (swing(&head, first, next))
            return value;
    }
}

static void *enqueuer(void *arg)
{
    struct node *n = arg;

    n->value = (int)(n - nodes) + 1;
    enqueue(n);
    return NULL;
}

static void *dequeuer(void *arg)
{
    int value = dequeue();

    assert(value >= 0 && value <= ENQUEUERS);
    return arg;
}

int main(void)
{
    for (int i = 0; i < ENQUEUERS; i++)
        team_add(enqueuer, &nodes[i]);
    for (int i = 0; i < DEQUEUERS; i++)
        team_add(dequeuer, NULL);
    team_join();
    return 0;
}
