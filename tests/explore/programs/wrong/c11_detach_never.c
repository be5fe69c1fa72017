// expect: unjoined
// why: A thread that is neither joined nor detached is left behind.
#include <assert.h>
#include <stdatomic.h>
#include <threads.h>

static atomic_int done;

static int worker(void *arg)
{
    (void)arg;
    atomic_store(&done, 1);
    return 0;
}

int main(void)
{
    thrd_t id;

    thrd_create(&id, worker, NULL);
    assert(!thrd_equal(id, thrd_current()));
    while (!atomic_load(&done))
        thrd_yield();
    thrd_sleep(&(struct timespec){0, 1000}, NULL);
    return 0;
}
