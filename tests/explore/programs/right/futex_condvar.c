// expect: none
// why: The sequence is read under the mutex, so a later signal changes it.
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

struct condition {
    atomic_uint sequence; /* number of signals so far */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct condition changed;
static bool ready;

static void condition_wait(struct condition *c, pthread_mutex_t *m)
{
    /* Relaxed, under the mutex: a signal for a change made later comes later,
     * and then the kernel finds another number and does not sleep. */
    unsigned seen = atomic_load_explicit(&c->sequence, memory_order_relaxed);

    pthread_mutex_unlock(m);
    syscall(SYS_futex, &c->sequence, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    pthread_mutex_lock(m);
}

static void condition_broadcast(struct condition *c)
{
    /* Relaxed: the mutex orders the data; the number only has to differ. */
    atomic_fetch_add_explicit(&c->sequence, 1, memory_order_relaxed);
    syscall(SYS_futex, &c->sequence, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL,
            0);
}

static void *waiter(void *arg)
{
    pthread_mutex_lock(&mutex);
    while (!ready)
        condition_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, waiter, NULL);
    pthread_mutex_lock(&mutex);
    ready = true;
    pthread_mutex_unlock(&mutex);
    condition_broadcast(&changed);
    pthread_join(id, NULL);
    return 0;
}
