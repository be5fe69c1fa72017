#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/* What has to be remembered from st_start to st_end? */

/* The signal thread. */
static void *take_signals(void *arg)
{
    /* Wait for one of the two signals, call its action, and so on, until st_end
     * wants it to end. */
    return arg;
}

int st_start(const struct st_actions *actions)
{
    (void)actions;
    (void)take_signals;
    /* In which order: block the signals, create the thread? */
    return EAGAIN;
}

int st_end(void)
{
    return EINVAL;
}
