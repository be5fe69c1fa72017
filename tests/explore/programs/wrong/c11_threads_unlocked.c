// expect: data-race
// why: One of the two threads does not lock the mutex.
#include <assert.h>
#include <threads.h>

static mtx_t mutex;
static int counter;

static int adder(void *arg)
{
    mtx_lock(&mutex);
    counter++;
    mtx_unlock(&mutex);
    return *(int *)arg;
}

int main(void)
{
    thrd_t id;
    int seven = 7, result;

    if (mtx_init(&mutex, mtx_plain) != thrd_success)
        return 1;
    if (thrd_create(&id, adder, &seven) != thrd_success)
        return 1;
    counter++;
    thrd_join(id, &result);
    assert(result == 7 && counter == 2);
    mtx_destroy(&mutex);
    return 0;
}
