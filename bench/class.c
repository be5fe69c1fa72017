/* What a grade's own commands cost: its compilers, linkers and programs, one
 * after the other, started bare.
 *
 * usage: class SHARE CACHE EXERCISE FILE...
 *
 * It is the grader that `grade` has, and it asks for the same jobs; but what
 * starts a job here is a few lines that confine nothing and wait for its end
 * (the linker puts them in the sandbox's place: --wrap). Only the time from a
 * job's start to its end counts: no queue, no records, no screen.
 *
 * Prints the sums over all files: seconds, processor seconds, jobs. Each file
 * has to pass: then every stage runs to its end, and nothing waits for a
 * deadlock to be seen, which nobody looks for here. */
#include "grader/grader.h"
#include "grader/sandbox.h"
#include "src/base/buf.h"
#include "src/base/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    KEEP_MAX = 16 << 20, /* bytes of a job's output; jobs here write little */
    FD_ASIDE = 100,
};

enum { OUT, ERR, RECORDS, STREAMS }; /* also the job's descriptors, less one */

struct sandbox_job {
    struct sandbox_result result;
};

static struct sandbox_job *ended; /* the one that poll has not returned yet */
static double wall_s, cpu_s;
static size_t jobs;

/* The names that --wrap looks for. */
bool __wrap_sandbox_start(struct arena *a, struct sandbox *s,
                          const struct sandbox_spec *spec,
                          struct sandbox_job **out, struct err *e);
struct sandbox_job *__wrap_sandbox_poll(struct sandbox *s, int wait_ms,
                                        const volatile sig_atomic_t *stop);
const struct sandbox_result *
__wrap_sandbox_result(const struct sandbox_job *job);
void __wrap_sandbox_stop(struct sandbox_job *job);

static void fail(const char *what)
{
    fprintf(stderr, "bench/class: %s\n", what);
    exit(1);
}

/* Both ends lie where the job's own descriptors do not. */
static void open_pipe(int *ends)
{
    int first[2];

    if (pipe2(first, O_CLOEXEC) != 0)
        fail("no more pipes");
    for (int k = 0; k < 2; k++) {
        ends[k] = fcntl(first[k], F_DUPFD_CLOEXEC, FD_ASIDE);
        close(first[k]);
    }
}

static int send_pipe(const char *text)
{
    int ends[2];

    open_pipe(ends);
    if (write(ends[1], text, strlen(text)) != (ssize_t)strlen(text))
        fail("cannot fill a pipe");
    close(ends[1]);
    return ends[0];
}

static _Noreturn void run(const struct sandbox_spec *spec, int (*pipes)[2],
                          int send)
{
    for (int i = 0; i < STREAMS; i++)
        if (i != RECORDS || spec->channel)
            dup2(pipes[i][1], i + 1);
    if (send >= 0)
        dup2(send, STREAMS + 1);
    if (spec->profile == PROFILE_TSAN)
        (void)personality(ADDR_NO_RANDOMIZE);
    if (chdir(spec->dir) == 0)
        execve(spec->argv[0], spec->argv, spec->env);
    _exit(127);
}

static void read_all(int (*pipes)[2], struct buf *kept)
{
    struct pollfd on[STREAMS];
    static char text[64 << 10];
    int open_ones = STREAMS;

    for (int i = 0; i < STREAMS; i++)
        on[i] = (struct pollfd){pipes[i][0], POLLIN, 0};
    while (open_ones > 0) {
        if (poll(on, STREAMS, -1) < 0 && errno != EINTR)
            fail("cannot wait");
        for (int i = 0; i < STREAMS; i++) {
            if (on[i].fd < 0 || on[i].revents == 0)
                continue;
            ssize_t n = read(on[i].fd, text, sizeof text);
            if (n > 0 && kept[i].len < KEEP_MAX)
                buf_add(&kept[i], text, (size_t)n);
            if (n == 0) {
                on[i].fd = -1;
                open_ones--;
            }
        }
    }
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct text keep(struct arena *a, struct buf *b)
{
    struct text t = {.len = b->len};

    t.data = buf_keep(a, b);
    buf_free(b);
    return t;
}

bool __wrap_sandbox_start(struct arena *a, struct sandbox *s,
                          const struct sandbox_spec *spec,
                          struct sandbox_job **out, struct err *e)
{
    struct sandbox_job *job = ARENA_NEW(a, struct sandbox_job);
    struct sandbox_result *r = &job->result;
    struct buf kept[STREAMS] = {BUF_INIT, BUF_INIT, BUF_INIT};
    int pipes[STREAMS][2], status;
    int send = spec->send != NULL ? send_pipe(spec->send) : -1;
    struct rusage used;

    (void)s;
    (void)e;
    for (int i = 0; i < STREAMS; i++)
        open_pipe(pipes[i]);
    double began = moment_s();
    pid_t pid = vfork();
    if (pid == 0)
        run(spec, pipes, send);
    for (int i = 0; i < STREAMS; i++)
        close(pipes[i][1]);
    read_all(pipes, kept);
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
        fail("cannot start a process");
    r->seconds = moment_s() - began;
    r->cpu_s = seconds(used.ru_utime) + seconds(used.ru_stime);
    wall_s += r->seconds;
    cpu_s += r->cpu_s;
    jobs++;
    for (int i = 0; i < STREAMS; i++)
        close(pipes[i][0]);
    if (send >= 0)
        close(send);
    r->end = WIFEXITED(status) ? SANDBOX_EXITED : SANDBOX_SIGNALED;
    r->status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    r->syscall = -1;
    r->out = keep(a, &kept[OUT]);
    r->err = keep(a, &kept[ERR]);
    r->records = keep(a, &kept[RECORDS]);
    *out = ended = job;
    return true;
}

struct sandbox_job *__wrap_sandbox_poll(struct sandbox *s, int wait_ms,
                                        const volatile sig_atomic_t *stop)
{
    struct sandbox_job *job = ended;

    (void)s;
    (void)wait_ms;
    (void)stop;
    ended = NULL;
    return job;
}

const struct sandbox_result *
__wrap_sandbox_result(const struct sandbox_job *job)
{
    return &job->result;
}

void __wrap_sandbox_stop(struct sandbox_job *job)
{
    (void)job;
}

static void grade_bare(struct grader *g, const char *exercise, const char *file)
{
    struct arena *a = arena_new();
    struct verdict v;
    struct err e;
    const struct grade_request req = {.exercise = exercise,
                                      .submission = file,
                                      .forget = true,
                                      .stranger = true,
                                      .alone = true,
                                      .secret = "bench"};

    if (!grade(a, g, &req, &v, &e))
        fail(e.text);
    if (v.outcome != OUTCOME_PASSED)
        fail(arena_printf(a, "%s %s: %s", file, outcome_name(v.outcome),
                          v.nfindings > 0 ? v.findings[0].message : ""));
    arena_free(a);
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new();

    if (argc < 5)
        fail("usage: class SHARE CACHE EXERCISE FILE...");
    struct grader *g = grader_new(argv[1], argv[2]);
    char *exercise = arena_printf(a, "%s/exercises/%s", argv[1], argv[3]);
    for (int i = 4; i < argc; i++)
        grade_bare(g, exercise, argv[i]);
    printf("%.3f %.3f %zu\n", wall_s, cpu_s, jobs);
    grader_free(g);
    arena_free(a);
    return 0;
}
