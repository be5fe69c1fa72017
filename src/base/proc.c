/* Programs that we trust, started and waited for.
 *
 * Theory of operation. A child tells through a close-on-exec pipe that it could
 * not be started: the pipe carries errno, or ends empty once exec has worked.
 *
 * proc_capture puts the child into a process group of its own, so that giving
 * up ends the child's children as well, and control-C reaches only us.
 *
 * proc_foreground does what a shell does for one job. The child's group is made
 * the terminal's foreground group, by both sides, as either may run first. When
 * the child stops (control-Z), we take the terminal back and stop as well; when
 * our shell continues us, we give it back. Without a shell above us the kernel
 * ignores that stop, and the child just goes on.
 *
 *   P1. While the child has the terminal, SIGTTOU is ignored here: taking the
 *       terminal back is done from the background.
 *   P2. Whatever happened to the child, the terminal ends up with our group in
 *       the foreground and the modes that it had. */
#include "src/base/proc.h"
#include "src/base/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum {
    TICK_MS = 20,     /* how late we notice that a child has ended, at most */
    EXIT_TICK_MS = 1, /* the same, once it has closed its output */
    PIPE_BYTES = 64 << 10, /* what a pipe holds, on Linux */
    EXEC_FAILED = 127,     /* as in a shell; nobody sees it */
};

static bool is_program(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path, X_OK) == 0;
}

size_t proc_processors(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) < 1)
        return 1;
    return (size_t)CPU_COUNT(&set);
}

char *proc_find(struct arena *a, const char *name)
{
    const char *path = getenv("PATH");

    if (*name == '\0')
        return NULL;
    if (strchr(name, '/') != NULL)
        return is_program(name) ? arena_strdup(a, name) : NULL;
    if (path == NULL)
        path = "/usr/local/bin:/usr/bin:/bin";
    while (*path != '\0') {
        size_t len = strcspn(path, ":");
        /* A relative folder would find another program elsewhere. */
        if (*path == '/') {
            char *found = arena_printf(a, "%.*s/%s", (int)len, path, name);
            if (is_program(found))
                return found;
        }
        path += len + (path[len] == ':');
    }
    return NULL;
}

/* ---- Starting ---- */

enum { READ_END, WRITE_END };

static void close_pipe(int pipe_fds[2])
{
    for (int i = 0; i < 2; i++)
        if (pipe_fds[i] >= 0)
            close(pipe_fds[i]);
    pipe_fds[READ_END] = pipe_fds[WRITE_END] = -1;
}

/* In the child. Undoes what we or the line editor did to signals. */
static void default_signals(void)
{
    static const int ours[] = {SIGINT,  SIGQUIT, SIGPIPE, SIGTSTP, SIGTTIN,
                               SIGTTOU, SIGCHLD, SIGTERM, SIGWINCH};
    sigset_t none;

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        signal(ours[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child. */
static _Noreturn void become(char *const argv[], int report)
{
    default_signals();
    execvp(argv[0], argv);
    int why = errno;
    ssize_t told = write(report, &why, sizeof why);
    _exit(told == sizeof why ? EXEC_FAILED : EXIT_FAILURE);
}

/* In the parent: waits until exec has worked, or says why it has not. Closes
 * the pipe. */
static bool has_started(int report[2], const char *name, struct err *e)
{
    int why;
    ssize_t n;

    close(report[WRITE_END]);
    report[WRITE_END] = -1;
    do {
        n = read(report[READ_END], &why, sizeof why);
    } while (n < 0 && errno == EINTR);
    close_pipe(report);
    return n != sizeof why ||
           err_set(e, "cannot run %s: %s", name, strerror(why));
}

static pid_t wait_for(pid_t pid, int *wstatus, int options)
{
    pid_t got;

    do {
        got = waitpid(pid, wstatus, options);
    } while (got < 0 && errno == EINTR);
    /* Where SIGCHLD is ignored nobody can know how it ended. */
    if (got < 0)
        *wstatus = W_EXITCODE(EXEC_FAILED, 0);
    return got;
}

static int status_of(int wstatus)
{
    return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128 + WTERMSIG(wstatus);
}

/* ---- Capturing ---- */

/* Takes what is there now, at most a full pipe, as a child that writes without
 * end must not keep us here. What exceeds max is dropped, so that the child
 * does not wait for us. False at end of file. */
static bool drain(int fd, size_t max, struct buf *out)
{
    char data[4096];

    for (size_t taken = 0; taken < PIPE_BYTES;) {
        ssize_t n = read(fd, data, sizeof data);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 && errno == EAGAIN;
        size_t room = max - out->len;
        buf_add(out, data, (size_t)n < room ? (size_t)n : room);
        taken += (size_t)n;
    }
    return true;
}

/* Collects output until the child has ended. False when time is up. */
static bool collect(pid_t pid, int fd, size_t max, int timeout_ms,
                    struct buf *out, int *wstatus)
{
    int64_t end = moment_ms() + timeout_ms;
    bool open = true;

    for (;;) {
        struct pollfd p = {.fd = open ? fd : -1, .events = POLLIN};
        poll(&p, 1, open ? TICK_MS : EXIT_TICK_MS);
        bool ended = wait_for(pid, wstatus, WNOHANG) != 0;
        /* After it has ended: what it wrote last must not be lost. */
        if (open)
            open = drain(fd, max, out);
        if (ended)
            return true;
        if (moment_ms() >= end)
            return false;
    }
}

static void capture_child(char *const argv[], int output, int report)
{
    int null = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
        _exit(EXEC_FAILED);
    if (null > STDERR_FILENO)
        close(null);
    become(argv, report);
}

bool proc_capture(char *const argv[], size_t max, int timeout_ms,
                  struct buf *out, int *status, struct err *e)
{
    int output[2] = {-1, -1}, report[2] = {-1, -1}, wstatus = 0;
    bool ok = false;
    pid_t pid;

    buf_reset(out);
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(report, O_CLOEXEC) != 0 ||
        fcntl(output[READ_END], F_SETFL, O_NONBLOCK) != 0 ||
        (pid = fork()) < 0) {
        err_set(e, "cannot run %s: %s", argv[0], strerror(errno));
        goto out;
    }
    if (pid == 0)
        capture_child(argv, output[WRITE_END], report[WRITE_END]);
    setpgid(pid, pid);
    close(output[WRITE_END]);
    output[WRITE_END] = -1;
    if (!has_started(report, argv[0], e)) {
        wait_for(pid, &wstatus, 0);
        goto out;
    }
    ok = collect(pid, output[READ_END], max, timeout_ms, out, &wstatus);
    if (!ok) {
        kill(-pid, SIGKILL);
        wait_for(pid, &wstatus, 0);
        err_set(e, "%s took longer than %g s and was stopped", argv[0],
                timeout_ms / 1000.0);
    }
    *status = status_of(wstatus);
out:
    close_pipe(output);
    close_pipe(report);
    return ok;
}

/* ---- In the foreground ---- */

/* What is put back afterwards. */
struct job {
    bool terminal; /* stdin is one, and it is ours to give away */
    pid_t group;   /* ours */
    struct termios modes;
    struct sigaction on_int, on_quit, on_ttou, on_stop;
};

static void job_begin(struct job *job)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction standard = {.sa_handler = SIG_DFL};

    job->group = getpgrp();
    job->terminal = tcgetpgrp(STDIN_FILENO) == job->group &&
                    tcgetattr(STDIN_FILENO, &job->modes) == 0;
    sigaction(SIGINT, &ignore, &job->on_int);
    sigaction(SIGQUIT, &ignore, &job->on_quit);
    sigaction(SIGTTOU, &ignore, &job->on_ttou); /* P1 */
    sigaction(SIGTSTP, &standard, &job->on_stop);
}

/* P2 */
static void take_terminal(const struct job *job)
{
    if (job->terminal) {
        tcsetpgrp(STDIN_FILENO, job->group);
        tcsetattr(STDIN_FILENO, TCSANOW, &job->modes);
    }
}

static void job_end(const struct job *job)
{
    take_terminal(job);
    sigaction(SIGINT, &job->on_int, NULL);
    sigaction(SIGQUIT, &job->on_quit, NULL);
    sigaction(SIGTTOU, &job->on_ttou, NULL);
    sigaction(SIGTSTP, &job->on_stop, NULL);
}

/* The child has stopped: so do we, until our shell continues us. */
static void job_stop(const struct job *job, pid_t pid)
{
    struct termios modes;
    bool known = tcgetattr(STDIN_FILENO, &modes) == 0;

    take_terminal(job);
    do {
        kill(0, SIGTSTP);
    } while (tcgetpgrp(STDIN_FILENO) != job->group); /* continued by `bg` */
    tcsetpgrp(STDIN_FILENO, pid);
    if (known)
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    kill(-pid, SIGCONT);
}

bool proc_foreground(char *const argv[], int *status, struct err *e)
{
    int report[2] = {-1, -1}, wstatus = 0;
    bool ok = false;
    struct job job;

    if (pipe2(report, O_CLOEXEC) != 0)
        return err_set(e, "cannot run %s: %s", argv[0], strerror(errno));
    job_begin(&job);
    pid_t pid = fork();
    if (pid < 0) {
        err_set(e, "cannot run %s: %s", argv[0], strerror(errno));
        goto out;
    }
    if (job.terminal) {
        pid_t group = pid == 0 ? getpid() : pid;
        setpgid(pid, group);
        tcsetpgrp(STDIN_FILENO, group); /* P1 */
    }
    if (pid == 0)
        become(argv, report[WRITE_END]);
    ok = has_started(report, argv[0], e);
    while (wait_for(pid, &wstatus, job.terminal ? WUNTRACED : 0) == pid &&
           WIFSTOPPED(wstatus))
        job_stop(&job, pid);
    *status = status_of(wstatus);
out:
    job_end(&job);
    close_pipe(report);
    return ok;
}
