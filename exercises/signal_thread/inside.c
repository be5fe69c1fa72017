#include "inside.h"

#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SIGNALS = 12 };

static sem_t called;
static pthread_t caller;
static atomic_long reloads, stops, here;

static void act(atomic_long *count)
{
    atomic_fetch_add(count, 1);
    here += pthread_equal(pthread_self(), caller) != 0;
    sem_post(&called);
}

static void reload(void *arg)
{
    (void)arg;
    act(&reloads);
}

static void stop(void *arg)
{
    (void)arg;
    act(&stops);
}

/* One at a time: a signal that is pending is not counted twice. */
INSIDE(acts)
{
    const struct st_actions actions = {reload, stop, NULL};

    sem_init(&called, 0, 0);
    caller = pthread_self();
    int started = st_start(&actions);
    ck_assert_int_eq(started, 0);
    tl_answer(started);
    tl_answer(st_start(&actions) == EBUSY);
    for (int i = 0; i < SIGNALS; i++) {
        kill(getpid(), tl_take() == 1 ? SIGTERM : SIGHUP);
        while (sem_wait(&called) != 0)
            continue;
    }
    tl_answer(reloads);
    tl_answer(stops);
    tl_answer(here);
    tl_answer(st_end());
    tl_answer(st_end() == EINVAL);
}
