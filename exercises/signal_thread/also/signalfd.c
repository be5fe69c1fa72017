/* Linux can deliver signals through a file descriptor, so that one thread waits
 * for signals and for anything else at the same time: here for the end of a
 * pipe, which st_end closes. */
#include "signal_thread.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <unistd.h>

static bool running;
static struct st_actions todo;
static sigset_t before;
static pthread_t thread;
static int signals, ends[2];

static void *take_signals(void *arg)
{
    bool ending = false;

    for (;;) {
        struct pollfd fds[] = {{.fd = signals, .events = POLLIN},
                               {.fd = ends[0], .events = POLLIN}};
        struct signalfd_siginfo info;

        /* When the end has come, only look; otherwise wait for either. */
        if (poll(fds, 2, ending ? 0 : -1) < 0)
            continue;
        ending = ending || fds[1].revents != 0;
        /* It does not block: -1 when nothing is pending. */
        if (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
            if (info.ssi_signo == SIGHUP)
                todo.reload(todo.arg);
            else
                todo.stop(todo.arg);
        } else if (ending) {
            return arg;
        }
    }
}

int st_start(const struct st_actions *actions)
{
    sigset_t set;

    if (running)
        return EBUSY;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    if (pipe(ends) != 0)
        return errno;
    signals = signalfd(-1, &set, SFD_NONBLOCK);
    int error = signals < 0 ? errno : 0;
    todo = *actions;
    if (error == 0) {
        pthread_sigmask(SIG_BLOCK, &set, &before);
        error = pthread_create(&thread, NULL, take_signals, NULL);
        if (error != 0) {
            pthread_sigmask(SIG_SETMASK, &before, NULL);
            close(signals);
        }
    }
    if (error != 0) {
        close(ends[0]);
        close(ends[1]);
    }
    running = error == 0;
    return error;
}

int st_end(void)
{
    if (!running)
        return EINVAL;
    close(ends[1]);
    pthread_join(thread, NULL);
    close(ends[0]);
    close(signals);
    running = false;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return 0;
}
