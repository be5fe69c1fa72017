/* A stack: each thread pushes a node of its own, then pops one. */
#include "team.h"

#include <stdatomic.h>

#ifndef THREADS
#define THREADS 2
#endif

struct node {
    int value;
    struct node *next;
};

static struct node nodes[THREADS];
static _Atomic(struct node *) top;

static void push(struct node *n)
{
    do
        n->next = atomic_load_explicit(&top, memory_order_relaxed);
    while (!atomic_compare_exchange_strong_explicit(
        &top, &n->next, n, memory_order_release, memory_order_relaxed));
}

static struct node *pop(void)
{
    struct node *n;

    do
        n = atomic_load_explicit(&top, memory_order_acquire);
    while (n != NULL &&
           !atomic_compare_exchange_strong_explicit(
               &top, &n, n->next, memory_order_acq_rel, memory_order_relaxed));
    return n;
}

static void *work(void *arg)
{
    struct node *n = arg;

    n->value = (int)(n - nodes) + 1;
    push(n);
    n = pop();
    assert(n != NULL && n->value > 0);
    return NULL;
}

int main(void)
{
    for (int i = 0; i < THREADS; i++)
        team_add(work, &nodes[i]);
    team_join();
    assert(top == NULL);
    return 0;
}
