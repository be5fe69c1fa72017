// expect: assertion
// why: The wait may end because time is up, without any message.
#include <assert.h>
#include <stdbool.h>
#include <threads.h>
#include <time.h>

static mtx_t mutex;
static cnd_t changed;
static bool ready;

static int sender(void *arg)
{
    (void)arg;
    mtx_lock(&mutex);
    ready = true;
    cnd_broadcast(&changed);
    mtx_unlock(&mutex);
    return 0;
}

int main(void)
{
    thrd_t id;
    struct timespec until;
    int state = thrd_success;

    mtx_init(&mutex, mtx_plain);
    cnd_init(&changed);
    thrd_create(&id, sender, NULL);
    timespec_get(&until, TIME_UTC);
    until.tv_sec += 1;
    mtx_lock(&mutex);
    while (!ready && state == thrd_success)
        state = cnd_timedwait(&changed, &mutex, &until);
    assert(ready);
    mtx_unlock(&mutex);
    thrd_join(id, NULL);
    cnd_destroy(&changed);
    mtx_destroy(&mutex);
    return 0;
}
