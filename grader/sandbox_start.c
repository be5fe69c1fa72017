/* Starting a job: its descriptors, its plan, its processes. */
#include "grader/sandbox_job.h"

#include "grader/sandbox_child.h"
#include "grader/sandbox_landlock.h"
#include "grader/sandbox_layers.h"
#include "grader/sandbox_seccomp.h"
#include "src/base/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WRITES_MAX = 4, /* times output_max, then the job ends */
};

static const struct sandbox_limits defaults = {
    .wall_s = 10,
    .cpu_s = 10,
    .memory_mb = 512,
    .output_max = 64 << 10,
    .file_max_mb = 16,
};

void job_close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Ends of pipes that the job gets; ours are in struct sandbox_job. */
struct theirs {
    int control, write[STREAMS], send, program, rules;
};

static bool open_pipe(struct stream *stream, int *theirs)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    stream->fd = ends[0];
    *theirs = ends[1];
    return true;
}

/* The text waits in the pipe before the job is there, so that nobody has to
 * pump it and a job that does not read cannot hurt us. */
static bool open_send(const char *text, int *theirs)
{
    size_t len = strlen(text);
    int ends[2];

    if (len > SANDBOX_SEND_MAX) {
        errno = E2BIG;
        return false;
    }
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    *theirs = ends[0];
    bool ok = write(ends[1], text, len) == (ssize_t)len;
    close(ends[1]);
    return ok && fcntl(ends[0], F_SETFL, 0) == 0;
}

static bool open_control(struct sandbox_job *job, int *theirs)
{
    const int on = 1;
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    job->control = ends[0];
    *theirs = ends[1];
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
           setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0;
}

static bool open_all(struct sandbox_job *job, const struct sandbox_spec *spec,
                     const char *dir, struct theirs *t)
{
    const struct layers *have = layers_get();

    if (!open_control(job, &t->control) ||
        !open_pipe(&job->stream[OUT], &t->write[OUT]))
        return false;
    if (spec->output == NULL && !open_pipe(&job->stream[ERR], &t->write[ERR]))
        return false;
    if (spec->channel && !open_pipe(&job->stream[RECORDS], &t->write[RECORDS]))
        return false;
    if (spec->send != NULL && !open_send(spec->send, &t->send))
        return false;
    if (spec->profile != PROFILE_COMPILE) {
        t->program = open(spec->argv[0], O_RDONLY | O_CLOEXEC);
        if (t->program < 0)
            return false;
    }
    if (have->landlock) {
        /* Nothing else in the scratch folder: the tests' source is there. */
        t->rules =
            landlock_rules(spec->profile, spec->processes, spec->argv[0], dir);
        if (t->rules < 0)
            return false;
    }
    return true;
}

static void close_theirs(struct theirs *t)
{
    job_close_fd(&t->control);
    for (int i = 0; i < STREAMS; i++)
        job_close_fd(&t->write[i]);
    job_close_fd(&t->send);
    job_close_fd(&t->program);
    job_close_fd(&t->rules);
}

void job_close(struct sandbox_job *job)
{
    struct err ignored; /* it goes with the scratch folder */

    job_close_fd(&job->control);
    job_close_fd(&job->listener);
    for (int i = 0; i < STREAMS; i++) {
        job_close_fd(&job->stream[i].fd);
        buf_free(&job->stream[i].kept);
    }
    if (job->fresh)
        (void)!file_remove(job->dir, &ignored);
}

static struct sandbox_limits with_defaults(struct sandbox_limits l)
{
    if (l.wall_s <= 0)
        l.wall_s = defaults.wall_s;
    if (l.cpu_s <= 0)
        l.cpu_s = defaults.cpu_s;
    if (l.memory_mb == 0)
        l.memory_mb = defaults.memory_mb;
    if (l.output_max == 0)
        l.output_max = defaults.output_max;
    if (l.file_max_mb == 0)
        l.file_max_mb = defaults.file_max_mb;
    return l;
}

static struct sandbox_job *job_new(struct arena *a, struct sandbox *s,
                                   const struct sandbox_spec *spec)
{
    struct sandbox_job *job = ARENA_NEW(a, struct sandbox_job);

    job->box = s;
    job->arena = a;
    job->profile = spec->profile;
    job->limits = with_defaults(spec->limits);
    job->wall_s = job->limits.wall_s;
    job->own_file =
        spec->own_file == NULL ? NULL : arena_strdup(a, spec->own_file);
    /* Only where we hear of timers: a handler could end the wait. */
    job->find_deadlock = spec->find_deadlock && spec->profile == PROFILE_RUN &&
                         layers_get()->notify;
    job->processes = spec->processes;
    job->living_max = 1;
    job->output = spec->output;
    job->ctx = spec->ctx;
    job->control = job->listener = -1;
    job->result.syscall = -1;
    for (int i = 0; i < STREAMS; i++) {
        size_t keep =
            i == RECORDS ? SANDBOX_RECORDS_MAX : job->limits.output_max;
        job->stream[i] = (struct stream){
            .fd = -1,
            .kept = BUF_INIT,
            .keep = keep,
            .max = i == RECORDS ? keep : keep * WRITES_MAX,
        };
    }
    return job;
}

/* A program must not find what another left. Where it cannot have mounts, it
 * gets a folder below the one that it was to have. A program that lies in its
 * folder keeps that: who looks up its symbols needs it there. */
static bool choose_folder(struct sandbox_job *job,
                          const struct sandbox_spec *spec, const char *dir,
                          struct err *e)
{
    static unsigned made;
    size_t len = strlen(dir);

    job->dir = dir;
    if (spec->profile == PROFILE_COMPILE ||
        (strncmp(spec->argv[0], dir, len) == 0 && spec->argv[0][len] == '/'))
        return true;
    job->own_folder = layers_get()->namespaces & CLONE_NEWNS;
    job->fresh = !job->own_folder;
    if (job->fresh)
        job->dir = arena_printf(job->arena, "%s/%u", dir, ++made);
    return !job->fresh || scratch_mkdir(&job->box->scratch, job->dir, e);
}

/* A small environment, in which nothing points out of the sandbox. */
static char **clean_env(struct arena *a, const char *dir)
{
    char **env = ARENA_ARRAY(a, char *, 5);

    env[0] = "PATH=/usr/local/bin:/usr/bin:/bin";
    env[1] = "LANG=C.UTF-8";
    env[2] = arena_printf(a, "HOME=%s", dir);
    env[3] = arena_printf(a, "TMPDIR=%s", dir);
    return env;
}

static struct child_plan make_plan(struct sandbox_job *job,
                                   const struct sandbox_spec *spec,
                                   const char *dir, const struct theirs *t)
{
    const struct layers *have = layers_get();
    /* A compiler is refused things, but nothing that it does ends the job. */
    bool notify = have->notify && spec->profile != PROFILE_COMPILE;
    enum seccomp_processes processes = !spec->processes ? SECCOMP_NO_PROCESSES
                                       : have->counts_tasks
                                           ? SECCOMP_ANY_PROCESSES
                                           : SECCOMP_REPORT_PROCESSES;

    return (struct child_plan){
        .profile = spec->profile,
        .argv = spec->argv,
        .env = spec->env != NULL ? spec->env : clean_env(job->arena, dir),
        .dir = dir,
        .own_folder = job->own_folder,
        .limits = job->limits,
        .drop_ids = have->drop_ids,
        .namespaces = have->namespaces,
        .processes = spec->processes,
        .limit_tasks = have->counts_tasks,
        .fixed_addresses = have->fixed_addresses,
        .filter = have->seccomp
                      ? seccomp_filter(spec->profile, processes, notify)
                      : NULL,
        .notify = notify,
        .out = t->write[OUT],
        .err = t->write[spec->output != NULL ? OUT : ERR],
        .channel = t->write[RECORDS],
        .send = t->send,
        .control = t->control,
        .program = t->program,
        .rules = t->rules,
    };
}

/* Lets init go. A job that cannot be is killed here, before it began. */
static bool launch(struct sandbox_job *job, const struct child_plan *plan)
{
    job->init = child_start(plan);
    if (job->init < 0)
        return false;
    if (child_release(plan, job->init, job->control))
        return true;
    int why = errno;
    kill(job->init, SIGKILL);
    waitpid(job->init, NULL, 0);
    errno = why;
    return false;
}

bool sandbox_start(struct arena *a, struct sandbox *s,
                   const struct sandbox_spec *spec, struct sandbox_job **out,
                   struct err *e)
{
    struct theirs t = {-1, {-1, -1, -1}, -1, -1, -1};
    const char *dir = scratch_path(a, &s->scratch, spec->dir);

    *out = NULL;
    if (s->njobs == SANDBOX_JOBS_MAX)
        return err_set(e, "more than %d jobs at a time", SANDBOX_JOBS_MAX);
    if (spec->processes && !layers_get()->notify && !layers_get()->counts_tasks)
        return err_set(e,
                       "cannot start %s: it may start processes, and this "
                       "machine cannot limit how many",
                       spec->argv[0]);
    struct sandbox_job *job = job_new(a, s, spec);
    if (!choose_folder(job, spec, dir, e))
        return false;
    dir = job->dir;
    bool ok = open_all(job, spec, dir, &t);
    if (ok) {
        struct child_plan plan = make_plan(job, spec, dir, &t);
        job->namespaced = plan.namespaces & CLONE_NEWPID;
        ok = launch(job, &plan);
    }
    if (!ok)
        err_lack(e, "cannot start %s: %s", spec->argv[0], strerror(errno));
    close_theirs(&t);
    if (!ok) {
        job_close(job);
        return false;
    }
    job->start_ms = job->sample_ms = job->hang_ms = moment_ms();
    s->jobs[s->njobs++] = job;
    *out = job;
    return true;
}
