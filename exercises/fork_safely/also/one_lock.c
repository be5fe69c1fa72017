/* One lock for the whole journal: then there is no order of locks to keep. */
#include "fork_safely.h"

#include <errno.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards it all: */
static int totals[JOURNAL_ACCOUNTS];
static struct journal_line lines[JOURNAL_LINES];
static int nlines;
static bool opened; /* whether open_error is the result of journal_open */
static int open_error;

/* ----------------------------------------------------------------- journal */

static void before_fork(void)
{
    pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
    pthread_mutex_unlock(&lock);
}

int journal_open(void)
{
    pthread_mutex_lock(&lock);
    if (!opened) {
        open_error = pthread_atfork(before_fork, after_fork, after_fork);
        opened = true;
    }
    int error = open_error;
    pthread_mutex_unlock(&lock);
    return error;
}

bool journal_book(int account, int amount, journal_rule rule, void *arg)
{
    bool booked = false;

    pthread_mutex_lock(&lock);
    int total = totals[account] + amount;
    if (rule == NULL || rule(total, arg)) {
        if (nlines < JOURNAL_LINES) {
            totals[account] = total;
            lines[nlines++] = (struct journal_line){account, amount};
            booked = true;
        }
    }
    pthread_mutex_unlock(&lock);
    return booked;
}

int journal_total(int account)
{
    pthread_mutex_lock(&lock);
    int total = totals[account];
    pthread_mutex_unlock(&lock);
    return total;
}

void journal_read(journal_reader reader, void *arg)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < nlines; i++)
        reader(lines[i], arg);
    pthread_mutex_unlock(&lock);
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

/* Straight into the output, and what does not fit into a buffer of its own. */
static int collect(int fd, char *output, size_t size)
{
    char dropped[4096];
    size_t used = 0;
    ssize_t n;

    do {
        size_t left = size - 1 - used;
        n = left > 0 ? read(fd, output + used, left)
                     : read(fd, dropped, sizeof dropped);
        if (n > 0 && left > 0)
            used += (size_t)n;
    } while (n > 0 || (n < 0 && errno == EINTR));
    output[used] = '\0';
    return n < 0 ? errno : 0;
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
