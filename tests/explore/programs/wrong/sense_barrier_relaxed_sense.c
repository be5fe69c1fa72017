// expect: data-race
// why: A relaxed sense lets threads through without what the others wrote.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define THREADS 2

static atomic_int arrived;
static atomic_bool sense;
static int cells[THREADS];

static void barrier(bool *my_sense)
{
    *my_sense = !*my_sense;
    /* Release: hands on what I wrote. Acquire: the last one has it all. */
    if (atomic_fetch_add_explicit(&arrived, 1, memory_order_acq_rel) ==
        THREADS - 1) {
        /* Relaxed: the release below puts it before the next round. */
        atomic_store_explicit(&arrived, 0, memory_order_relaxed);
        atomic_store_explicit(&sense, *my_sense, memory_order_relaxed);
        return;
    }
    /* Acquire: pairs with the release of the last one to arrive. */
    while (atomic_load_explicit(&sense, memory_order_acquire) != *my_sense)
        ;
}

static void *worker(void *arg)
{
    int me = (int)(intptr_t)arg;
    bool my_sense = false;

    cells[me] = 1;
    barrier(&my_sense);
    assert(cells[1 - me] == 1);
    barrier(&my_sense);
    cells[me] = 2;
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, worker, (void *)0);
    pthread_create(&b, NULL, worker, (void *)1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(cells[0] == 2 && cells[1] == 2);
    return 0;
}
