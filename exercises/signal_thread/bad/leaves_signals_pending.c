// expect: crash
/* It ends at once. What had been sent to the process meanwhile hits it when the
 * mask is restored. */
#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

static bool running;
static pthread_t thread;
static sigset_t mask_before;
static struct st_actions actions;

static sigset_t our_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    return set;
}

static atomic_bool ending;

static void *take_signals(void *arg)
{
    sigset_t set = our_signals();
    int signal;

    while (sigwait(&set, &signal) == 0) {
        if (atomic_load(&ending))
            break;
        if (signal == SIGHUP)
            actions.reload(actions.arg);
        else
            actions.stop(actions.arg);
    }
    return arg;
}

int st_start(const struct st_actions *wanted)
{
    sigset_t set = our_signals();

    if (running)
        return EBUSY;
    actions = *wanted;
    atomic_store(&ending, false);
    pthread_sigmask(SIG_BLOCK, &set, &mask_before);
    int error = pthread_create(&thread, NULL, take_signals, NULL);
    if (error != 0)
        pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    running = error == 0;
    return error;
}

int st_end(void)
{
    if (!running)
        return EINVAL;
    atomic_store(&ending, true);
    pthread_kill(thread, SIGTERM);
    pthread_join(thread, NULL);
    running = false;
    pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    return 0;
}
