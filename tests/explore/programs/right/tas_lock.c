// expect: none
// why: Clearing the flag releases what the next test-and-set acquires.
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_flag held = ATOMIC_FLAG_INIT;
static int counter;

static void lock(void)
{
    /* Acquire: pairs with the clear of the holder before. */
    while (atomic_flag_test_and_set_explicit(&held, memory_order_acquire))
        sched_yield();
}

static void unlock(void)
{
    /* Release: hands everything done under the lock to the next holder. */
    atomic_flag_clear_explicit(&held, memory_order_release);
}

static void *adder(void *arg)
{
    lock();
    counter++;
    unlock();
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
    return 0;
}
