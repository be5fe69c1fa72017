// expect: lost-wakeup
// why: A woken thread takes the lock with a 1 and forgets the other sleeper.
#include <assert.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int word; /* 0 free, 1 held, 2 held and someone may sleep */
static int counter;

static bool take_free(void)
{
    int free = 0;

    /* Acquire, here and below: pairs with the release in unlock(). */
    return atomic_compare_exchange_strong_explicit(
        &word, &free, 1, memory_order_acquire, memory_order_relaxed);
}

static void lock(void)
{
    if (take_free())
        return;
    while (atomic_exchange_explicit(&word, 2, memory_order_acquire) != 0) {
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
        if (take_free())
            return;
    }
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
    pthread_t id[3];

    for (int i = 0; i < 3; i++)
        pthread_create(&id[i], NULL, adder, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(id[i], NULL);
    assert(counter == 3);
    return 0;
}
