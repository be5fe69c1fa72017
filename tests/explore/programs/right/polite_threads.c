// expect: none
// why: The exchange lets exactly one of them go first.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

static atomic_bool through[2];
static atomic_bool first_taken;

static void *walker(void *arg)
{
    int me = (int)(intptr_t)arg;

    /* Relaxed: whoever exchanges first need not wait; no data is involved. */
    if (atomic_exchange_explicit(&first_taken, true, memory_order_relaxed)) {
        while (!atomic_load_explicit(&through[1 - me], memory_order_relaxed))
            sched_yield();
    }
    atomic_store_explicit(&through[me], true, memory_order_relaxed);
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, walker, (void *)0);
    pthread_create(&b, NULL, walker, (void *)1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
