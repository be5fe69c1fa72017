// expect: none
// why: Each drop releases, and the last one acquires what the others did.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct object {
    atomic_int references;
    int parts[2];
};

static struct object *object;

static void keep(struct object *o)
{
    /* Relaxed: who holds a reference may make another one; it orders
     * nothing. */
    atomic_fetch_add_explicit(&o->references, 1, memory_order_relaxed);
}

static void drop(struct object *o)
{
    /* Release: my work on the object is over. Acquire: the last one comes
     * after all the others' work. */
    if (atomic_fetch_sub_explicit(&o->references, 1, memory_order_acq_rel) > 1)
        return;
    assert(o->parts[0] + o->parts[1] == 3);
    free(o);
}

static void *worker(void *arg)
{
    int *part = arg;

    *part = (int)(part - object->parts) + 1;
    drop(object);
    return NULL;
}

int main(void)
{
    pthread_t id[2];

    object = calloc(1, sizeof *object);
    atomic_init(&object->references, 1);
    for (int i = 0; i < 2; i++)
        keep(object);
    for (int i = 0; i < 2; i++)
        pthread_create(&id[i], NULL, worker, &object->parts[i]);
    drop(object);
    for (int i = 0; i < 2; i++)
        pthread_join(id[i], NULL);
    return 0;
}
