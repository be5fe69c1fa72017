// expect: forbidden
/* Each thread is a pthread, and a lock hands the turn around. */
#include "switcher.h"

#include <errno.h>
#include <pthread.h>

struct thread {
    co_entry entry;
    void *arg;
    pthread_t handle;
};

static struct thread threads[CO_MAX];
static int spawned, turn = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;

static void *body(void *arg)
{
    struct thread *t = arg;

    pthread_mutex_lock(&lock);
    while (turn != t - threads)
        pthread_cond_wait(&moved, &lock);
    t->entry(t->arg);
    turn = turn + 1 < spawned ? turn + 1 : -1;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int co_spawn(co_entry entry, void *arg)
{
    if (spawned == CO_MAX) {
        errno = EAGAIN;
        return -1;
    }
    threads[spawned].entry = entry;
    threads[spawned].arg = arg;
    pthread_create(&threads[spawned].handle, NULL, body, &threads[spawned]);
    return spawned++;
}

void co_yield(void)
{
}

void co_run(void)
{
    pthread_mutex_lock(&lock);
    turn = 0;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < spawned; i++)
        pthread_join(threads[i].handle, NULL);
    spawned = 0;
}

int co_self(void)
{
    return turn;
}
