/* A mutex made of a futex: 0 free, 1 held, 2 held and someone may sleep. */
#include "team.h"

#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef THREADS
#define THREADS 3
#endif

static atomic_int word;
static int counter;

static void lock(void)
{
    int free = 0;

    if (atomic_compare_exchange_strong_explicit(
            &word, &free, 1, memory_order_acquire, memory_order_relaxed))
        return;
    while (atomic_exchange_explicit(&word, 2, memory_order_acquire) != 0)
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
}

static void unlock(void)
{
    if (atomic_exchange_explicit(&word, 0, memory_order_release) == 2)
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *work(void *arg)
{
    lock();
    counter++;
    unlock();
    return arg;
}

int main(void)
{
    for (int i = 0; i < THREADS; i++)
        team_add(work, NULL);
    team_join();
    assert(counter == THREADS);
    return 0;
}
