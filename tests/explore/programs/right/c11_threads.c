// expect: none
// why: The threads of <threads.h> lock, try, and return an int.
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
    while (mtx_trylock(&mutex) == thrd_busy)
        thrd_yield();
    counter++;
    mtx_unlock(&mutex);
    thrd_join(id, &result);
    assert(result == 7 && counter == 2);
    mtx_destroy(&mutex);
    return 0;
}
