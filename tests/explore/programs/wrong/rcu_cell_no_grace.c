// expect: use-after-free
// why: The updater frees the old value while a reader may still look at it.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum { READERS = 2 };

struct config {
    int limit;
};

/* Sequentially consistent: a reader stores `reading` and loads `current`, the
 * updater exchanges `current` and loads `reading`. Either the reader gets the
 * new value or the updater sees the reader. */
#define STORE memory_order_seq_cst
#define LOAD memory_order_seq_cst
#define SWAP memory_order_seq_cst

static _Atomic(struct config *) current;
static atomic_bool reading[READERS];

static struct config *config_new(int limit)
{
    struct config *c = malloc(sizeof *c);

    c->limit = limit;
    return c;
}

static void *reader(void *arg)
{
    atomic_bool *mine = arg;

    atomic_store_explicit(mine, true, STORE);
    struct config *c = atomic_load_explicit(&current, LOAD);
    assert(c->limit > 0);
    /* Release: all reads are over before the updater sees false. */
    atomic_store_explicit(mine, false, memory_order_release);
    return NULL;
}

static void update(struct config *new)
{
    struct config *old = atomic_exchange_explicit(&current, new, SWAP);

    free(old);
}

int main(void)
{
    pthread_t id[READERS];

    atomic_init(&current, config_new(1));
    for (int i = 0; i < READERS; i++)
        pthread_create(&id[i], NULL, reader, &reading[i]);
    update(config_new(2));
    for (int i = 0; i < READERS; i++)
        pthread_join(id[i], NULL);
    free(atomic_load(&current));
    return 0;
}
