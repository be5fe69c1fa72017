// expect: test
/* The handler only posts a semaphore, which is allowed. But it still interrupts
 * other threads, and changes the dispositions. */
#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

static bool running;
static pthread_t thread;
static struct st_actions actions;
static sem_t arrived;
static atomic_int hups, terms;
static atomic_bool ending;

static void handle(int signal)
{
    atomic_fetch_add(signal == SIGHUP ? &hups : &terms, 1);
    sem_post(&arrived);
}

static void *take_signals(void *arg)
{
    for (;;) {
        while (sem_wait(&arrived) != 0)
            ;
        if (atomic_load(&hups) > 0) {
            atomic_fetch_sub(&hups, 1);
            actions.reload(actions.arg);
        } else if (atomic_load(&terms) > 0) {
            atomic_fetch_sub(&terms, 1);
            actions.stop(actions.arg);
        } else if (atomic_load(&ending)) {
            return arg;
        }
    }
}

int st_start(const struct st_actions *wanted)
{
    struct sigaction handler = {.sa_handler = handle};

    if (running)
        return EBUSY;
    actions = *wanted;
    sem_init(&arrived, 0, 0);
    atomic_store(&ending, false);
    sigaction(SIGHUP, &handler, NULL);
    sigaction(SIGTERM, &handler, NULL);
    int error = pthread_create(&thread, NULL, take_signals, NULL);
    running = error == 0;
    return error;
}

int st_end(void)
{
    if (!running)
        return EINVAL;
    atomic_store(&ending, true);
    sem_post(&arrived);
    pthread_join(thread, NULL);
    running = false;
    signal(SIGHUP, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    return 0;
}
