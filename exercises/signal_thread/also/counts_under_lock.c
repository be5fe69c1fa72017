/* Only standard functions. st_end says under the lock that the end has come,
 * and sends the wake-up before it unlocks. So whoever sees `ending` knows that
 * exactly one SIGTERM of all those still to be taken is the wake-up, whichever
 * it is. */
#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

static struct {
    struct st_actions actions;
    sigset_t set, mask_before;
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* guards `ending` */
    bool ending;
} st = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool is_ending(void)
{
    pthread_mutex_lock(&st.lock);
    bool ending = st.ending;
    pthread_mutex_unlock(&st.lock);
    return ending;
}

static bool one_is_pending(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGHUP) || sigismember(&pending, SIGTERM));
}

static void *take_signals(void *arg)
{
    int last_terms = 0; /* SIGTERMs after the end has been announced */

    do {
        int signal;

        if (sigwait(&st.set, &signal) != 0)
            continue;
        if (signal == SIGHUP)
            st.actions.reload(st.actions.arg);
        else if (is_ending())
            last_terms++;
        else
            st.actions.stop(st.actions.arg);
    } while (last_terms == 0 || one_is_pending());
    if (last_terms > 1)
        st.actions.stop(st.actions.arg);
    return arg;
}

int st_start(const struct st_actions *actions)
{
    if (st.running)
        return EBUSY;
    st.actions = *actions;
    st.ending = false; /* no other thread is there to see it */
    sigemptyset(&st.set);
    sigaddset(&st.set, SIGHUP);
    sigaddset(&st.set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &st.set, &st.mask_before);
    int error = pthread_create(&st.thread, NULL, take_signals, NULL);
    st.running = error == 0;
    if (!st.running)
        pthread_sigmask(SIG_SETMASK, &st.mask_before, NULL);
    return error;
}

int st_end(void)
{
    if (!st.running)
        return EINVAL;
    pthread_mutex_lock(&st.lock);
    st.ending = true;
    pthread_kill(st.thread, SIGTERM);
    pthread_mutex_unlock(&st.lock);
    pthread_join(st.thread, NULL);
    st.running = false;
    pthread_sigmask(SIG_SETMASK, &st.mask_before, NULL);
    return 0;
}
