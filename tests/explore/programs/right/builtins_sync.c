// expect: none
// why: The old __sync functions are full barriers, the lock ones half ones.
#include <assert.h>
#include <pthread.h>
#include <sched.h>

static int lock, counter, entries;

static void *adder(void *arg)
{
    while (__sync_lock_test_and_set(&lock, 1))
        sched_yield();
    counter++;
    __sync_lock_release(&lock);
    __sync_fetch_and_add(&entries, 1);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, adder, NULL);
    pthread_create(&b, NULL, adder, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    int before = __sync_val_compare_and_swap(&entries, 2, 7);
    assert(before == 2 && entries == 7);
    return 0;
}
