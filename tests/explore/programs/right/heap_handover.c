// expect: none
// why: The exchange decides which thread frees the block.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(int *) shared;

static void *cleaner(void *arg)
{
    /* Acquire and release: who gets the pointer owns the block. */
    free(atomic_exchange_explicit(&shared, NULL, memory_order_acq_rel));
    return arg;
}

int main(void)
{
    pthread_t a, b;

    atomic_init(&shared, malloc(sizeof(int)));
    pthread_create(&a, NULL, cleaner, NULL);
    pthread_create(&b, NULL, cleaner, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
