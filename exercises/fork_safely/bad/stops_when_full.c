// expect: test
/* Stops reading when the output is full; the program then dies of SIGPIPE. */
#include "fork_safely.h"

#include <errno.h>

static pthread_mutex_t totals_lock = PTHREAD_MUTEX_INITIALIZER;
static int totals[JOURNAL_ACCOUNTS]; /* guarded by totals_lock */

static pthread_mutex_t lines_lock = PTHREAD_MUTEX_INITIALIZER;
static struct journal_line lines[JOURNAL_LINES]; /* guarded by lines_lock */
static int nlines;                               /* guarded by lines_lock */

/* ----------------------------------------------------------------- journal */

/* Who holds both locks knows that nobody else is inside, so that what fork
 * copies is whole. In the other order two threads could each hold one lock and
 * wait for the other's. */
static void before_fork(void)
{
    pthread_mutex_lock(&totals_lock);
    pthread_mutex_lock(&lines_lock);
}

/* In the parent, and in the child: there the locks are copies, held by the copy
 * of the thread that forked, and nobody else could unlock them. */
static void after_fork(void)
{
    pthread_mutex_unlock(&lines_lock);
    pthread_mutex_unlock(&totals_lock);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int open_error; /* written inside `once`, which orders it */

static void register_handlers(void)
{
    /* It returns its error. */
    open_error = pthread_atfork(before_fork, after_fork, after_fork);
}

int journal_open(void)
{
    /* Registered twice, before_fork would be called twice, and would wait for
     * itself. */
    pthread_once(&once, register_handlers);
    return open_error;
}

bool journal_book(int account, int amount, journal_rule rule, void *arg)
{
    bool booked = false;

    pthread_mutex_lock(&totals_lock);
    int total = totals[account] + amount;
    if (rule == NULL || rule(total, arg)) {
        pthread_mutex_lock(&lines_lock);
        if (nlines < JOURNAL_LINES) {
            totals[account] = total;
            lines[nlines++] = (struct journal_line){account, amount};
            booked = true;
        }
        pthread_mutex_unlock(&lines_lock);
    }
    pthread_mutex_unlock(&totals_lock);
    return booked;
}

int journal_total(int account)
{
    pthread_mutex_lock(&totals_lock);
    int total = totals[account];
    pthread_mutex_unlock(&totals_lock);
    return total;
}

void journal_read(journal_reader reader, void *arg)
{
    pthread_mutex_lock(&lines_lock);
    for (int i = 0; i < nlines; i++)
        reader(lines[i], arg);
    pthread_mutex_unlock(&lines_lock);
}

/* ---------------------------------------------------------------- programs */

/* Starts the program with `fd` as its standard output. These functions return
 * their error. */
static int start(const char *path, char *const argv[], int fd, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);

    if (error != 0)
        return error;
    /* The copy that the program gets as 1 is not close-on-exec; fd is. */
    error = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
    if (error == 0)
        error = posix_spawn(pid, path, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Reads to the end, or the program might wait for room in the pipe for ever. */
static int collect(int fd, char *output, size_t size)
{
    size_t used = 0;

    for (;;) {
        char some[512];
        ssize_t n = read(fd, some, sizeof some);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        if (n == 0)
            break;
        for (ssize_t i = 0; i < n && used < size - 1; i++)
            output[used++] = some[i];
        if (used == size - 1)
            break;
    }
    output[used] = '\0';
    return 0;
}

/* This program and no other: children of other threads are not ours. */
static int wait_for(pid_t pid, int *status)
{
    while (waitpid(pid, status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

int run_program(const char *path, char *const argv[], char *output, size_t size,
                int *status)
{
    int fds[2];
    pid_t pid;

    /* Close-on-exec from the first instant: another thread may start a program
     * between any two lines here, and that one must not inherit the pipe. */
    if (pipe2(fds, O_CLOEXEC) != 0)
        return errno;
    int error = start(path, argv, fds[1], &pid);
    /* The end comes when nobody has the writing end open any more. */
    close(fds[1]);
    if (error != 0) {
        close(fds[0]);
        return error;
    }
    error = collect(fds[0], output, size);
    close(fds[0]);
    /* Even if reading failed: a child that nobody waits for stays a zombie. */
    int waited = wait_for(pid, status);
    return error != 0 ? error : waited;
}
