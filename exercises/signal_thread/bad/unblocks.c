// expect: test
/* It unblocks the two, although one of them may have been blocked before. */
#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
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

static bool one_is_pending(void)
{
    sigset_t pending;

    sigpending(&pending);
    return sigismember(&pending, SIGHUP) || sigismember(&pending, SIGTERM);
}

static void *take_signals(void *arg)
{
    sigset_t set = our_signals();
    bool ending = false;

    while (!ending || one_is_pending()) {
        siginfo_t info;
        int signal = sigwaitinfo(&set, &info);

        if (signal > 0 && info.si_code == SI_QUEUE &&
            info.si_value.sival_ptr == &running)
            ending = true;
        else if (signal == SIGHUP)
            actions.reload(actions.arg);
        else if (signal == SIGTERM)
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
    pthread_sigqueue(thread, SIGTERM, (union sigval){.sival_ptr = &running});
    pthread_join(thread, NULL);
    running = false;
    sigset_t set = our_signals();
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    return 0;
}
