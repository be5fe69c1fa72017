// expect: livelock
// why: Each waits until the other one has gone through, for ever.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

static atomic_bool through[2];

static void *walker(void *arg)
{
    int me = (int)(intptr_t)arg;

    /* Relaxed: no data is involved. */
    while (!atomic_load_explicit(&through[1 - me], memory_order_relaxed))
        sched_yield();
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
