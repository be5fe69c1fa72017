// expect: data-race
// why: Waking up is not owning: the woken thread enters without the lock.
#include <assert.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int word; /* 0 free, 1 held, 2 held and someone may sleep */
static int counter;

static void lock(void)
{
    int free = 0;

    /* Acquire, here and below: pairs with the release in unlock(). */
    if (atomic_compare_exchange_strong_explicit(
            &word, &free, 1, memory_order_acquire, memory_order_relaxed))
        return;
    /* 2, not 1: there may be other sleepers, and only a 2 tells the next
     * unlock() about them. */
    if (atomic_exchange_explicit(&word, 2, memory_order_acquire) != 0)
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
}

static void unlock(void)
{
    /* Release: hands everything done under the lock to the next holder. */
    if (atomic_exchange_explicit(&word, 0, memory_order_release) == 2)
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
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
