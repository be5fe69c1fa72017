// expect: none
// why: The barrier orders both rounds and names one thread in each of them.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

static pthread_barrier_t barrier;
static int cells[2];
static atomic_int serial;

static void meet(void)
{
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
        /* Relaxed: only the number matters. */
        atomic_fetch_add_explicit(&serial, 1, memory_order_relaxed);
}

static void *worker(void *arg)
{
    int me = (int)(intptr_t)arg;

    cells[me] = 1;
    meet();
    assert(cells[1 - me] == 1);
    meet();
    cells[me] = 2;
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&a, NULL, worker, (void *)0);
    pthread_create(&b, NULL, worker, (void *)1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(serial == 2);
    pthread_barrier_destroy(&barrier);
    return 0;
}
