// expect: none
// why: Whoever loses the compare-and-swap frees the block it has made.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(int *) shared;

static int *get_shared(void)
{
    /* Acquire: pairs with the release of the winner. */
    int *seen = atomic_load_explicit(&shared, memory_order_acquire);

    if (seen != NULL)
        return seen;
    int *mine = malloc(sizeof *mine);
    *mine = 7;
    /* Release: the block is filled in before it can be reached. Acquire on
     * failure: the winner's block is going to be read. */
    if (atomic_compare_exchange_strong_explicit(
            &shared, &seen, mine, memory_order_acq_rel, memory_order_acquire))
        return mine;
    free(mine);
    return seen;
}

static void *user(void *arg)
{
    int *got = get_shared();

    assert(*got == 7);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, user, NULL);
    pthread_create(&b, NULL, user, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    free(atomic_load(&shared));
    return 0;
}
