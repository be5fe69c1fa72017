// expect: use-after-free
// why: Another thread in pop() may still read the node that this one frees.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node {
    int value;
    struct node *next;
};

static _Atomic(struct node *) top;
static struct node *popped[2];
static int got[2];

static void push(int value)
{
    struct node *n = malloc(sizeof *n);

    n->value = value;
    /* Relaxed: the old top is only stored, not looked into. */
    n->next = atomic_load_explicit(&top, memory_order_relaxed);
    /* Release: the node's fields are set before it can be reached. */
    while (!atomic_compare_exchange_weak_explicit(
        &top, &n->next, n, memory_order_release, memory_order_relaxed))
        ;
}

static struct node *pop(void)
{
    /* Acquire, on failure, too: pairs with the release in push(). */
    struct node *n = atomic_load_explicit(&top, memory_order_acquire);

    while (n != NULL &&
           !atomic_compare_exchange_weak_explicit(
               &top, &n, n->next, memory_order_acquire, memory_order_acquire))
        ;
    return n;
}

static void *popper(void *arg)
{
    int *mine = arg;
    struct node *n = pop();

    *mine = n->value;
    free(n);
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    push(1);
    push(2);
    pthread_create(&a, NULL, popper, &got[0]);
    pthread_create(&b, NULL, popper, &got[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(got[0] + got[1] == 3);
    free(popped[0]);
    free(popped[1]);
    return 0;
}
