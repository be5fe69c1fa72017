// expect: data-race
// why: A relaxed pop does not receive the fields of the node.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct node {
    int value;
    struct node *next;
};

static struct node nodes[2];
static _Atomic(struct node *) top;
static int got[2];

static void push(struct node *n)
{
    /* Relaxed: the old top is only stored, not looked into. */
    n->next = atomic_load_explicit(&top, memory_order_relaxed);
    /* Release: the node's fields are set before it can be reached. */
    while (!atomic_compare_exchange_weak_explicit(
        &top, &n->next, n, memory_order_release, memory_order_relaxed))
        ;
}

static struct node *pop(void)
{
    struct node *n = atomic_load_explicit(&top, memory_order_relaxed);

    while (n != NULL &&
           !atomic_compare_exchange_weak_explicit(
               &top, &n, n->next, memory_order_relaxed, memory_order_relaxed))
        ;
    return n;
}

static void *worker(void *arg)
{
    struct node *n = arg;

    n->value = (int)(n - nodes) + 1;
    push(n);
    struct node *popped = pop();
    /* Each thread pushes before it pops, so there is one for each. */
    assert(popped != NULL);
    got[n - nodes] = popped->value;
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, worker, &nodes[0]);
    pthread_create(&b, NULL, worker, &nodes[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(got[0] + got[1] == 3);
    return 0;
}
