// expect: deadlock
// why: A plain mutex cannot be locked again by the thread that holds it.
#include <assert.h>
#include <threads.h>
#include <time.h>

static mtx_t mutex;
static int counter;

static void add_one(void)
{
    mtx_lock(&mutex);
    counter++;
    mtx_unlock(&mutex);
}

static int adder(void *arg)
{
    (void)arg;
    mtx_lock(&mutex);
    add_one();
    mtx_unlock(&mutex);
    thrd_exit(3);
}

int main(void)
{
    thrd_t id;
    struct timespec until;
    int result, mine = 0;

    mtx_init(&mutex, mtx_timed);
    thrd_create(&id, adder, NULL);
    timespec_get(&until, TIME_UTC);
    until.tv_sec += 1;
    if (mtx_timedlock(&mutex, &until) == thrd_success) {
        counter++;
        mine = 1;
        mtx_unlock(&mutex);
    }
    thrd_join(id, &result);
    assert(result == 3 && counter == 1 + mine);
    mtx_destroy(&mutex);
    return 0;
}
