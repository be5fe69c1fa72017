/* Jobs.
 *
 * Theory of operation. Three processes take part in a job:
 *
 *   supervisor   this program. Trusted, never confined, single-threaded. Reads
 *                what the job writes, watches its clock, its processor time and
 *                its memory, and decides how it ended.
 *   init         cloned by the supervisor, in namespaces of its own where the
 *                system has them. Gives up root, starts the program, waits for
 *                it and reports its status. Ours, and small; see init_main in
 *                sandbox_child.c.
 *   program      the learner's, or the compiler. Confined by the list in
 *                program_main, then executed.
 *
 * Between supervisor and init there is a control socket: the supervisor lets
 * init go when its ids are mapped; the program's process says that it is about
 * to exec and hands over its seccomp listener; init says how it ended. The
 * program does not have the socket: it is closed at exec.
 *
 * A job is RUNNING until the supervisor knows how it ends: from init, from a
 * limit, from seccomp. Then its tree is killed and it is ENDING until init has
 * been waited for. Only then are its pipes read to their end; it is DONE.
 *
 * J1. What a job wrote counts only when nothing of it runs any more.
 * J2. The first reason to end a job stays; what its death causes is not one.
 * J3. A process id is used only while the process cannot have been waited for:
 *     init's until we do so, the program's until init has reported. */
#include "grader/sandbox_job.h"

#include "grader/room.h"
#include "grader/sandbox_child.h"
#include "grader/sandbox_layers.h"
#include "grader/sandbox_seccomp.h"
#include "grader/sandbox_tree.h"
#include "src/base/moment.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SAMPLE_MS = 20,       /* memory and processor time: 40 MB of overshoot */
    SAMPLE_TREE_MS = 100, /* of a compiler: it costs a walk through /proc, and
                             compilers are not out to eat up the memory */
    START_S = 30,         /* from clone to exec, on a machine that is busy */
    HANG_MS = 50,         /* looks for a deadlock */
    ENDING_MS = 1,        /* until a killed tree is gone */
    STARTED_MAX = 2000,   /* processes, dead ones included, where only we count:
                             they take up process ids until they are waited for */
    KEPT_MAX = 20,    /* times its wall-clock limit that a job may last because
                         it waits for a processor; then nobody can tell */
    HARD_MS = 2500,   /* a killed tree that does not go: init as well */
    STUCK_MS = 30000, /* ours to report; a big tree takes its time to go, on
                         a machine that is busy */
};

/* ------------------------------------------------------------ the sandbox */

bool sandbox_open(struct sandbox **out, struct err *e)
{
    struct sandbox *s = calloc(1, sizeof *s);

    *out = NULL;
    if (s != NULL)
        s->buffer = malloc(JOB_READ_SIZE);
    if (s == NULL || s->buffer == NULL) {
        free(s);
        return err_set(e, "cannot make a sandbox: out of memory");
    }
    if (!scratch_open(&s->scratch, layers_get()->drop_ids, e)) {
        free(s->buffer);
        free(s);
        return false;
    }
    *out = s;
    return true;
}

void sandbox_close(struct sandbox *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->njobs; i++)
        sandbox_stop(s->jobs[i]);
    while (s->njobs > 0)
        (void)sandbox_poll(s, STUCK_MS, NULL);
    scratch_close(&s->scratch);
    free(s->buffer);
    free(s);
}

const char *sandbox_dir(const struct sandbox *s)
{
    return s->scratch.folder.dir;
}

char *sandbox_mkdir(struct arena *a, struct sandbox *s, const char *name,
                    struct err *e)
{
    return scratch_mkdir(&s->scratch, name, e)
               ? scratch_path(a, &s->scratch, name)
               : NULL;
}

bool sandbox_put(struct sandbox *s, const char *path, const char *data,
                 size_t len, bool executable, struct err *e)
{
    return scratch_put(&s->scratch, path, data, len, executable, e);
}

size_t sandbox_layers(struct sandbox *s, const struct layer **out)
{
    (void)s;
    return layers_list(out);
}

bool sandbox_fixed_addresses(struct sandbox *s)
{
    (void)s;
    return layers_get()->fixed_addresses;
}

bool sandbox_has_room(struct sandbox *s, struct err *e)
{
    (void)s;
    return room_for_threads(layers_get()->drop_ids, e);
}

/* ----------------------------------------------------------------- ending */

static void PRINTF_LIKE(2, 3)
    explain(struct sandbox_job *job, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(job->result.why, sizeof job->result.why, fmt, args);
    va_end(args);
}

/* Init's death ends a process namespace. Elsewhere init kills, too, and stays
 * until it has waited for all, so that no dead process is left to others. */
static void kill_tree(struct sandbox_job *job, bool hard)
{
    if (job->namespaced || hard)
        kill(job->init, SIGKILL);
    if (job->namespaced)
        return;
    if (job->control >= 0)
        (void)shutdown(job->control, SHUT_WR);
    (void)tree_kill_below(job->init);
}

/* The tree goes, whatever the reason; the reason is kept if it is the first. */
static void end(struct sandbox_job *job, enum sandbox_end why)
{
    if (!job->decided) {
        job->decided = true;
        job->result.end = why;
    }
    if (job->state != JOB_RUNNING)
        return;
    job->state = JOB_ENDING;
    job->ending_ms = moment_ms();
    job->program = 0; /* J3 */
    kill_tree(job, false);
}

/* For the reasons after which one asks what the threads were doing. */
static void end_described(struct sandbox_job *job, enum sandbox_end why)
{
    if (job->program > 0 && job->profile != PROFILE_COMPILE)
        hang_describe(job->arena, job->program, job->own_file,
                      &job->result.threads, &job->result.nthreads);
    end(job, why);
}

void sandbox_stop(struct sandbox_job *job)
{
    if (job->state == JOB_RUNNING)
        end(job, SANDBOX_STOPPED);
}

static void note_use(struct sandbox_result *r, double cpu_s, size_t memory_kb)
{
    if (cpu_s > r->cpu_s)
        r->cpu_s = cpu_s;
    if (memory_kb / 1024 > r->peak_mb)
        r->peak_mb = memory_kb / 1024;
}

static void exited(struct sandbox_job *job, const struct child_message *m)
{
    int status = m->value;
    struct sandbox_result *r = &job->result;
    enum sandbox_end why = SANDBOX_EXITED;

    note_use(r, m->cpu_s, (size_t)m->peak_kb);
    if (job->decided)
        return;
    r->status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
        r->status = WTERMSIG(status);
        why = r->status == SIGXFSZ   ? SANDBOX_FILESIZE
              : r->status == SIGXCPU ? SANDBOX_CPU
              : r->status == SIGSYS  ? SANDBOX_SYSCALL
                                     : SANDBOX_SIGNALED;
        if (r->status == SIGKILL && r->cpu_s >= job->limits.cpu_s)
            why = SANDBOX_CPU;
    }
    end(job, why);
}

/* ---------------------------------------------------------------- reading */

/* Takes a packet from the control socket, with the sender's process id and a
 * descriptor, if it brought one. */
static ssize_t receive(int control, struct child_message *m, pid_t *sender,
                       int *fd)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int))];
    } extra;
    struct iovec part = {m, sizeof *m};
    struct msghdr packet = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &extra,
        .msg_controllen = sizeof extra,
    };
    ssize_t n = recvmsg(control, &packet, MSG_CMSG_CLOEXEC);

    for (struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&packet) : NULL; c != NULL;
         c = CMSG_NXTHDR(&packet, c)) {
        struct ucred who;
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
            memcpy(fd, CMSG_DATA(c), sizeof *fd);
        } else if (c->cmsg_level == SOL_SOCKET &&
                   c->cmsg_type == SCM_CREDENTIALS) {
            memcpy(&who, CMSG_DATA(c), sizeof who);
            *sender = who.pid;
        }
    }
    return n;
}

static void read_control(struct sandbox_job *job)
{
    while (job->control >= 0) {
        struct child_message m = {0};
        pid_t sender = 0;
        ssize_t n = receive(job->control, &m, &sender, &job->listener);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n != sizeof m) { /* init is gone; only we end it (J2) */
            job_close_fd(&job->control);
            if (!job->decided)
                explain(job, "the sandbox's own process ended");
            end(job, SANDBOX_BROKEN);
        } else if (m.kind == CHILD_READY) {
            job->program = sender;
            job->start_ms = job->able_ms = moment_ms();
            job->waited_here = tree_waited_here();
        } else if (m.kind == CHILD_EXITED) {
            exited(job, &m);
        } else if (!job->decided) {
            explain(job, "%s: %s", m.step, strerror(m.value));
            end(job, SANDBOX_BROKEN);
        }
    }
}

/* Where only we limit how many there are. We count them when there could be too
 * many: a program that waits for each before the next is not slowed down. */
static void start_process(struct sandbox_job *job, uint64_t id)
{
    struct tree_use use;

    job->started++;
    job->living_max++;
    if (job->living_max >= SANDBOX_PROCESSES_MAX) {
        tree_use_below(job->init, &use);
        job->living_max = (unsigned)use.processes;
    }
    if (job->started >= STARTED_MAX || job->living_max >= SANDBOX_PROCESSES_MAX)
        end_described(job, SANDBOX_PROCESSES);
    else
        seccomp_let_through(job->listener, id);
}

static void read_listener(struct sandbox_job *job)
{
    struct seccomp_event event = seccomp_event_read(job->listener);
    char name[32];

    if (event.kind == SECCOMP_GONE) /* else each poll would end at once */
        job_close_fd(&job->listener);
    if (event.kind <= SECCOMP_GONE || job->decided)
        return;
    if (event.kind == SECCOMP_TIMER) {
        job->find_deadlock = false;
        seccomp_let_through(job->listener, event.id);
        return;
    }
    if (event.kind == SECCOMP_KILL) {
        job->result.by_itself = true;
        seccomp_let_through(job->listener, event.id);
        return;
    }
    if (event.kind == SECCOMP_PROCESS && job->processes) {
        start_process(job, event.id);
        return;
    }
    seccomp_name(event.syscall, name, sizeof name);
    explain(job, "it called %s, which is not allowed here", name);
    job->result.syscall = event.syscall;
    end(job, SANDBOX_SYSCALL);
}

static void keep(struct sandbox_job *job, struct stream *stream, size_t n)
{
    const char *data = job->box->buffer;
    size_t room = stream->keep - stream->kept.len;

    stream->seen += n;
    if (job->output != NULL && stream == &job->stream[OUT])
        job->output(job->ctx, data, n);
    else
        buf_add(&stream->kept, data, n < room ? n : room);
    if (stream->seen > stream->max && job->state == JOB_RUNNING)
        end(job, SANDBOX_OUTPUT);
}

/* One buffer at a time, so that one job cannot starve the others. */
static bool read_stream(struct sandbox_job *job, struct stream *stream)
{
    if (stream->fd < 0)
        return false;
    ssize_t n = read(stream->fd, job->box->buffer, JOB_READ_SIZE);
    if (n > 0)
        keep(job, stream, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        job_close_fd(&stream->fd);
    return n > 0;
}

/* --------------------------------------------------------------- watching */

static void sample(struct sandbox_job *job, int64_t now)
{
    struct tree_use use = {0};
    const size_t limit_kb = job->limits.memory_mb * 1024;
    const bool tree = job->profile == PROFILE_COMPILE || job->processes;

    if (tree)
        tree_use_below(job->init, &use);
    else if (!tree_use_of(job->program, job->init, &use))
        return;
    if (use.memory_kb > limit_kb && tree)
        use.memory_kb = tree_memory_exact_kb(job->init);
    note_use(&job->result, use.cpu_s, use.memory_kb);
    if (use.able)
        job->able_s += (double)(now - job->able_ms) / 1000;
    job->able_ms = now;
    if (use.memory_kb > limit_kb)
        end(job, SANDBOX_MEMORY);
    else if (job->processes && use.processes > SANDBOX_PROCESSES_MAX)
        end_described(job, SANDBOX_PROCESSES);
    else if (use.cpu_s > job->limits.cpu_s)
        end_described(job, SANDBOX_CPU);
}

/* Where its folder has no limits of its own. Compilers write theirs with what
 * we asked for. */
static void sample_files(struct sandbox_job *job)
{
    size_t files, mb;

    if (job->profile == PROFILE_COMPILE || job->own_folder)
        return;
    scratch_use(job->dir, SANDBOX_FILES_MAX, &files, &mb);
    if (files > SANDBOX_FILES_MAX || mb > SANDBOX_FILES_MB)
        end_described(job, SANDBOX_FILES);
}

/* Another process could wake the program: through shared memory, or by a
 * signal. */
static bool has_others(const struct sandbox_job *job)
{
    struct tree_use use;

    if (!job->processes)
        return false;
    tree_use_below(job->init, &use);
    return use.processes > 1;
}

/* The clock is for programs that sleep. One that could run, and was given no
 * processor, has its time later: how long it waited is not counted, nor how
 * long this process did, which waits beside it. What the kernel counts for each
 * thread would not do: a thread's count goes with it, and of those that wait
 * for each other each has only its part. */
static bool was_kept_waiting(struct sandbox_job *job, double seconds)
{
    double waited = job->able_s - job->result.cpu_s;
    double here = tree_waited_here() - job->waited_here;

    if (here > waited)
        waited = here;
    job->wall_s = job->limits.wall_s + waited;
    return seconds <= job->wall_s;
}

/* Whether it would have ended with a processor of its own nobody knows. But
 * where there may be several processes we know less than half: what one used
 * that nobody waited for is not counted, and looks as if it had waited. */
static void kept_too_long(struct sandbox_job *job, double seconds)
{
    if (job->decided) /* J2 */
        return;
    if (job->processes) {
        end_described(job, SANDBOX_WALL);
        return;
    }
    explain(job,
            "this machine is too busy: in %.0f s the program had a processor "
            "for %.1f s; end what else runs, and try again",
            seconds, job->result.cpu_s);
    end(job, SANDBOX_BROKEN);
}

static void watch(struct sandbox_job *job, int64_t now)
{
    const double seconds = (double)(now - job->start_ms) / 1000;

    if (job->program == 0) { /* its time has not begun */
        if (seconds > START_S) {
            explain(job, "the program could not be started in time");
            end(job, SANDBOX_BROKEN);
        }
        return;
    }
    if (now - job->sample_ms >=
        (job->profile == PROFILE_COMPILE ? SAMPLE_TREE_MS : SAMPLE_MS)) {
        sample(job, now);
        sample_files(job);
        job->sample_ms = moment_ms(); /* a walk may take longer than a tick */
    }
    /* Later, as the others say more when this process was kept waiting. */
    if (seconds > job->wall_s && !was_kept_waiting(job, seconds))
        end_described(job, SANDBOX_WALL);
    else if (seconds > job->limits.wall_s * KEPT_MAX)
        kept_too_long(job, seconds);
    if (job->find_deadlock && job->program > 0 &&
        now - job->hang_ms >= HANG_MS) {
        job->hang_ms = now;
        if (hang_is_deadlock(&job->watch, job->program, now) &&
            !has_others(job))
            end_described(job, SANDBOX_DEADLOCK);
    }
}

/* --------------------------------------------------------------- finishing */

static struct text keep_text(struct sandbox_job *job, struct stream *stream)
{
    return (struct text){buf_keep(job->arena, &stream->kept), stream->kept.len};
}

/* Nothing runs any more (J1): takes what is left in the pipes. */
static void finish(struct sandbox_job *job)
{
    struct sandbox_result *r = &job->result;

    read_control(job);
    for (int i = 0; i < STREAMS; i++)
        while (read_stream(job, &job->stream[i]))
            ;
    r->out = keep_text(job, &job->stream[OUT]);
    r->err = keep_text(job, &job->stream[ERR]);
    r->records = keep_text(job, &job->stream[RECORDS]);
    r->cut =
        job->output == NULL && (job->stream[OUT].seen > job->stream[OUT].keep ||
                                job->stream[ERR].seen > job->stream[ERR].keep);
    r->seconds = (double)(moment_ms() - job->start_ms) / 1000;
    job_close(job);
    job->state = JOB_DONE;
}

static void finish_ending(struct sandbox_job *job, int64_t now)
{
    if (waitpid(job->init, NULL, WNOHANG) == 0) {
        int64_t ms = now - job->ending_ms;
        if (ms < STUCK_MS) {
            kill_tree(job, ms > HARD_MS);
            return;
        }
        job->result.end = SANDBOX_BROKEN;
        explain(job, "a process of it cannot be killed");
    }
    finish(job);
}

static void step(struct sandbox_job *job)
{
    int64_t now = moment_ms();

    read_control(job);
    if (job->state == JOB_RUNNING && job->listener >= 0)
        read_listener(job);
    for (int i = 0; i < STREAMS; i++)
        (void)read_stream(job, &job->stream[i]);
    if (job->state == JOB_RUNNING)
        watch(job, now);
    if (job->state == JOB_ENDING)
        finish_ending(job, now);
}

/* ---------------------------------------------------------------- polling */

static struct sandbox_job *take_done(struct sandbox *s)
{
    for (size_t i = 0; i < s->njobs; i++) {
        struct sandbox_job *job = s->jobs[i];
        if (job->state != JOB_DONE)
            continue;
        s->njobs--;
        memmove(&s->jobs[i], &s->jobs[i + 1], (s->njobs - i) * sizeof *s->jobs);
        return job;
    }
    return NULL;
}

/* Sleeps until a job has something to say, or something is to be looked at. */
static void wait_for_any(struct sandbox *s, int wait_ms)
{
    struct pollfd on[SANDBOX_JOBS_MAX * (STREAMS + 2)];
    nfds_t n = 0;

    for (size_t i = 0; i < s->njobs; i++) {
        const struct sandbox_job *job = s->jobs[i];
        int tick = job->state == JOB_ENDING ? ENDING_MS : SAMPLE_MS;
        if (wait_ms > tick)
            wait_ms = tick;
        on[n++] = (struct pollfd){job->control, POLLIN, 0};
        if (job->state == JOB_RUNNING)
            on[n++] = (struct pollfd){job->listener, POLLIN, 0};
        for (int k = 0; k < STREAMS; k++)
            on[n++] = (struct pollfd){job->stream[k].fd, POLLIN, 0};
    }
    (void)poll(on, n, wait_ms > 0 ? wait_ms : 0);
}

struct sandbox_job *sandbox_poll(struct sandbox *s, int wait_ms,
                                 const volatile sig_atomic_t *stop)
{
    const int64_t until = moment_ms() + wait_ms;

    for (;;) {
        if (stop != NULL && *stop != 0)
            for (size_t i = 0; i < s->njobs; i++)
                sandbox_stop(s->jobs[i]);
        for (size_t i = 0; i < s->njobs; i++)
            step(s->jobs[i]);
        struct sandbox_job *done = take_done(s);
        int64_t left = until - moment_ms();
        if (done != NULL || s->njobs == 0 || left <= 0)
            return done;
        wait_for_any(s, (int)left);
    }
}

const struct sandbox_result *sandbox_result(const struct sandbox_job *job)
{
    assert(job->state == JOB_DONE);
    return &job->result;
}
