// expect: lost-wakeup
// why: Without seq_cst each side may miss what the other has just stored.
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ORDER memory_order_relaxed

static atomic_bool ready;
static atomic_int sleepers;
static atomic_int awake; /* futex: 0 until a sleeper has been woken */

static void *waiter(void *arg)
{
    atomic_store_explicit(&sleepers, 1, ORDER);
    while (!atomic_load_explicit(&ready, ORDER))
        syscall(SYS_futex, &awake, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    return arg;
}

static void notify(void)
{
    atomic_store_explicit(&ready, true, ORDER);
    /* No sleeper, no system call: that is what an event count is for. */
    if (atomic_load_explicit(&sleepers, ORDER) == 0)
        return;
    atomic_store_explicit(&awake, 1, ORDER);
    syscall(SYS_futex, &awake, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, waiter, NULL);
    notify();
    pthread_join(id, NULL);
    return 0;
}
