// expect: none
// why: cnd_wait gives up the mutex while it waits and is called in a loop.
#include <assert.h>
#include <stdbool.h>
#include <threads.h>

static mtx_t mutex;
static cnd_t changed;
static bool ready;
static int message;

static int sender(void *arg)
{
    (void)arg;
    mtx_lock(&mutex);
    message = 42;
    ready = true;
    cnd_signal(&changed);
    mtx_unlock(&mutex);
    return 0;
}

int main(void)
{
    thrd_t id;

    mtx_init(&mutex, mtx_plain);
    cnd_init(&changed);
    thrd_create(&id, sender, NULL);
    mtx_lock(&mutex);
    while (!ready)
        cnd_wait(&changed, &mutex);
    mtx_unlock(&mutex);
    thrd_join(id, NULL);
    assert(message == 42);
    cnd_destroy(&changed);
    mtx_destroy(&mutex);
    return 0;
}
