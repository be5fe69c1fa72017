// expect: test
/* Ordinary handlers: they interrupt whichever thread the kernel chooses, in the
 * middle of whatever it does, and the actions then lock and allocate there. */
#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

static bool running;
static struct sigaction hup_before, term_before;
static struct st_actions actions;

static void handle(int signal)
{
    if (signal == SIGHUP)
        actions.reload(actions.arg);
    else
        actions.stop(actions.arg);
}

int st_start(const struct st_actions *wanted)
{
    struct sigaction handler = {.sa_handler = handle, .sa_flags = SA_RESTART};

    if (running)
        return EBUSY;
    actions = *wanted;
    sigaction(SIGHUP, &handler, &hup_before);
    sigaction(SIGTERM, &handler, &term_before);
    running = true;
    return 0;
}

int st_end(void)
{
    if (!running)
        return EINVAL;
    sigaction(SIGHUP, &hup_before, NULL);
    sigaction(SIGTERM, &term_before, NULL);
    running = false;
    return 0;
}
