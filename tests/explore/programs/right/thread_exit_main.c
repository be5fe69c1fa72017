// expect: none
// why: Main ends itself only; the process ends with its last thread.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int begun;

static void *worker(void *arg)
{
    atomic_fetch_add(&begun, 1);
    assert(atomic_load(&begun) <= 2);
    return arg;
}

int main(void)
{
    pthread_t id;

    for (int i = 0; i < 2; i++) {
        pthread_create(&id, NULL, worker, NULL);
        pthread_detach(id);
    }
    pthread_exit(NULL);
}
