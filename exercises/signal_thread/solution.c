#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/* Used by the thread that calls st_start and st_end only; `actions` is read by
 * the signal thread while it exists, and not written then. So no lock. */
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

/* Whether one of them waits to be taken: in this thread's own queue or in that
 * of the process. */
static bool one_is_pending(void)
{
    sigset_t pending;

    sigpending(&pending);
    return sigismember(&pending, SIGHUP) || sigismember(&pending, SIGTERM);
}

/* Both signals are blocked here, as in every thread, so that they stay pending
 * until they are taken. st_end wakes this thread up with a SIGTERM to this
 * thread alone, which carries the address of `running`: nobody else knows it.
 *
 * The kernel hands over what was sent to the thread before what was sent to the
 * process. So more may be pending after the wake-up, and if it were left there
 * it would hit the process as soon as the mask is restored. */
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
        /* else -1 with EINTR: a handler of some other signal has run here */
    }
    return arg;
}

int st_start(const struct st_actions *wanted)
{
    sigset_t set = our_signals();

    if (running)
        return EBUSY;
    actions = *wanted;
    /* Before the thread exists: it inherits the mask. If it blocked the signals
     * itself, one that comes early would still end the process. */
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
    /* Not SIG_UNBLOCK: perhaps they were blocked before. */
    pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    return 0;
}
