// expect: double-free
// why: Both threads free the block.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(int *) shared;

static void *cleaner(void *arg)
{
    /* Acquire: who gets the pointer sees the block. */
    free(atomic_load_explicit(&shared, memory_order_acquire));
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
