/* Workers.
 *
 * Theory of operation. The caller and each worker have a socket between them.
 * The caller sends the number of an item; the worker does it and sends the
 * number back. A worker ends when the socket does.
 *
 * W1. A worker has at most one item; an item is with at most one worker.
 * W2. Each item is reported exactly once: when its number came back, or when
 *     the second worker died over it.
 * W3. A worker does not outlive the caller: its death is a SIGKILL for it, and
 *     the end of its socket.
 * W4. That a worker died is known from its process, not from its socket: what
 *     it had started may have that open a while longer.
 *
 * Signals of the terminal are the caller's business: a worker ignores them, and
 * takes SIGTERM as the request to give up the item that it has. */
#include "src/class/crew.h"

#include "src/base/moment.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    TRIES = 2,       /* of an item, when its worker dies */
    PATIENCE_S = 30, /* for the first worker, on a machine out of processes */
    GIVE_UP_S = 10,  /* from SIGTERM to SIGKILL */
};

static const size_t none = SIZE_MAX;

struct worker {
    pid_t pid; /* 0: there is none */
    int fd;
    size_t item; /* or `none` */
};

struct shift {
    const struct crew *crew;
    struct worker *workers;
    unsigned char *tries; /* of each item */
    size_t next;          /* the first that was never given out */
    size_t *again;        /* whose worker died: at most one for each worker */
    size_t nagain;
    size_t reported;
    int why; /* no worker could be started: errno */
};

static volatile sig_atomic_t told_to_stop;

const volatile sig_atomic_t *crew_stop(void)
{
    return &told_to_stop;
}

/* ---------------------------------------------------------------- a worker */

static void on_term(int signal)
{
    (void)signal;
    told_to_stop = 1;
}

static void set_signals(void)
{
    static const int terminal[] = {SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTOU};
    struct sigaction act = {.sa_handler = SIG_IGN};
    sigset_t empty;

    for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++)
        (void)sigaction(terminal[i], &act, NULL);
    act.sa_handler = on_term;
    (void)sigaction(SIGTERM, &act, NULL);
    sigemptyset(&empty);
    (void)sigprocmask(SIG_SETMASK, &empty, NULL);
}

static _Noreturn void worker_main(const struct shift *s, int fd, pid_t caller)
{
    size_t item;

    set_signals();
    for (size_t i = 0; i < s->crew->workers; i++) {
        if (s->workers[i].pid > 0)
            close(s->workers[i].fd);
    }
    if (s->crew->begin != NULL)
        s->crew->begin(s->crew->ctx);
    /* W3. Who takes other rights, as begin may, has to say it again. */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != caller)
        _exit(0);
    while (!told_to_stop && recv(fd, &item, sizeof item, 0) == sizeof item) {
        s->crew->work(s->crew->ctx, item);
        if (send(fd, &item, sizeof item, MSG_NOSIGNAL) != sizeof item)
            break;
    }
    _exit(0);
}

/* --------------------------------------------------------------- the caller */

static bool start(struct shift *s, struct worker *w)
{
    pid_t caller = getpid();
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        s->why = errno;
        return false;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        worker_main(s, ends[1], caller);
    }
    if (pid < 0)
        s->why = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    *w = (struct worker){pid, ends[0], none};
    return true;
}

static void dismiss(struct worker *w)
{
    close(w->fd);
    while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    *w = (struct worker){0, -1, none};
}

static void report(struct shift *s, size_t item, enum crew_end how)
{
    s->reported++; /* W2 */
    s->crew->ended(s->crew->ctx, item, how);
}

static void lost(struct shift *s, struct worker *w)
{
    size_t item = w->item;

    kill(w->pid, SIGKILL); /* it may have closed the socket, and live */
    dismiss(w);
    if (item == none)
        return;
    if (++s->tries[item] < TRIES)
        s->again[s->nagain++] = item;
    else
        report(s, item, CREW_LOST);
}

static size_t take_item(struct shift *s)
{
    if (s->nagain > 0)
        return s->again[--s->nagain];
    return s->next < s->crew->items ? s->next++ : none;
}

static bool work_is_left(const struct shift *s)
{
    return s->nagain > 0 || s->next < s->crew->items;
}

/* Gives an item to each worker that has none, and workers to items. False where
 * there is work, nobody who does it, and no way to get somebody. */
static bool give_out(struct shift *s)
{
    bool any = false;

    for (size_t i = 0; i < s->crew->workers; i++) {
        struct worker *w = &s->workers[i];
        if (w->item == none && work_is_left(s) && (w->pid > 0 || start(s, w))) {
            w->item = take_item(s); /* W1 */
            if (send(w->fd, &w->item, sizeof w->item, MSG_NOSIGNAL) < 0)
                lost(s, w);
        }
        any = any || w->pid > 0;
    }
    return any || !work_is_left(s);
}

static bool is_dead(const struct worker *w)
{
    siginfo_t info = {.si_pid = 0};

    return waitid(P_PID, (id_t)w->pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
               0 &&
           info.si_pid == w->pid;
}

static void hear(struct shift *s, struct worker *w)
{
    size_t item;
    bool dead = is_dead(w); /* W4; before we look for its last word */
    ssize_t n = recv(w->fd, &item, sizeof item, MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR) && !dead)
        return;
    if (n != sizeof item || item != w->item) {
        lost(s, w);
        return;
    }
    w->item = none;
    report(s, item, CREW_DONE);
}

static void listen_to_all(struct shift *s)
{
    struct pollfd on[CREW_MAX];
    size_t n = s->crew->workers;

    for (size_t i = 0; i < n; i++)
        on[i] = (struct pollfd){s->workers[i].pid > 0 ? s->workers[i].fd : -1,
                                POLLIN, 0};
    (void)poll(on, n, TICK_MS);
    for (size_t i = 0; i < n; i++) {
        if (on[i].fd >= 0)
            hear(s, &s->workers[i]);
    }
}

/* Sends the workers home: at once those who wait, the others when they have
 * given up what they are at. */
static void send_home(struct shift *s)
{
    int64_t until = moment_ms() + GIVE_UP_S * 1000;
    bool any = true;

    for (size_t i = 0; i < s->crew->workers; i++) {
        if (s->workers[i].pid > 0)
            kill(s->workers[i].pid, SIGTERM);
    }
    while (any && moment_ms() < until) {
        any = false;
        for (size_t i = 0; i < s->crew->workers; i++) {
            struct worker *w = &s->workers[i];
            if (w->pid > 0 && waitpid(w->pid, NULL, WNOHANG) != 0) {
                close(w->fd);
                w->pid = 0;
            }
            any = any || w->pid > 0;
        }
        if (any)
            (void)poll(NULL, 0, 5);
    }
    for (size_t i = 0; i < s->crew->workers; i++) {
        if (s->workers[i].pid > 0) {
            kill(s->workers[i].pid, SIGKILL);
            dismiss(&s->workers[i]);
        }
    }
}

static bool stopped(const struct crew *c)
{
    return c->stop != NULL && *c->stop != 0;
}

static bool run(struct shift *s, struct err *e)
{
    int64_t helped = moment_ms();

    while (s->reported < s->crew->items) {
        if (stopped(s->crew))
            return err_set(e, "stopped");
        if (give_out(s))
            helped = moment_ms();
        else if (moment_ms() - helped > PATIENCE_S * 1000)
            return err_set(e, "cannot start a process: %s", strerror(s->why));
        listen_to_all(s);
        if (s->crew->tick != NULL)
            s->crew->tick(s->crew->ctx);
    }
    return true;
}

bool crew_run(const struct crew *c, struct err *e)
{
    struct shift s = {
        .crew = c,
        .workers = calloc(c->workers + 1, sizeof *s.workers),
        .tries = calloc(c->items + 1, 1),
        .again = calloc(c->workers + 1, sizeof *s.again),
    };
    bool ok = s.workers != NULL && s.tries != NULL && s.again != NULL;

    assert(c->workers >= 1 && c->workers <= CREW_MAX);
    if (!ok)
        err_set(e, "out of memory");
    for (size_t i = 0; ok && i < c->workers; i++)
        s.workers[i] = (struct worker){0, -1, none};
    fflush(NULL); /* what is buffered is written once, and by us */
    if (ok) {
        ok = run(&s, e);
        send_home(&s);
    }
    free(s.workers);
    free(s.tries);
    free(s.again);
    return ok;
}
