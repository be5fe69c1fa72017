/* The only place that starts code a learner wrote: compilers on their text, and
 * the programs that come out.
 *
 * A sandbox is a scratch folder plus the layers of confinement that this
 * machine has. Jobs run in it, several at once; the caller polls. Whatever a
 * job does, when sandbox_poll has reported it, its whole process tree is gone
 * and no memory, descriptor or file of ours was in its reach. The theory of
 * operation is in sandbox.c. */
#ifndef GRADER_SANDBOX_H
#define GRADER_SANDBOX_H

#include "grader/grader.h"

#include <stdint.h>

enum {
    /* Bytes of `send`: what fits into a pipe before anyone reads. */
    SANDBOX_SEND_MAX = 60 << 10,
    /* Bytes of records a job may write; then it ends as SANDBOX_OUTPUT. */
    SANDBOX_RECORDS_MAX = 1 << 20,
    /* Jobs at a time, in one sandbox. */
    SANDBOX_JOBS_MAX = 64,
    /* Processes that live at a time in a job that may start some. A lesson that
     * needs more teaches something else. */
    SANDBOX_PROCESSES_MAX = 64,
    /* Files in a program's working folder, and megabytes of them together: a
     * hundred times what an exercise writes. */
    SANDBOX_FILES_MAX = 256,
    SANDBOX_FILES_MB = 64,
};

/* What a job may do. */
enum profile {
    PROFILE_COMPILE, /* fork and exec the toolchain; write its work folder */
    PROFILE_RUN,     /* threads only: no fork, no exec, no socket, no files;
                        but see `processes` */
    PROFILE_ASAN,    /* the same under AddressSanitizer and LeakSanitizer */
    PROFILE_TSAN,    /* the same under ThreadSanitizer */
    PROFILE_EXPLORE, /* the same in the explorer, which reserves memory */
    PROFILE_COUNT,
};

/* A limit of 0 stands for a default that suits a small program. */
struct sandbox_limits {
    double wall_s;      /* then it is ended: SANDBOX_WALL */
    double cpu_s;       /* processor time of all its threads together */
    size_t memory_mb;   /* resident, of the whole tree */
    size_t output_max;  /* bytes kept of stdout and of stderr, each; a job that
                           writes four times as much is ended */
    size_t file_max_mb; /* largest file it may write */
};

struct sandbox_spec {
    enum profile profile;
    char *const *argv; /* argv[0] is a full path */
    char *const *env; /* NULL-ended; the whole environment; NULL: a clean one */
    const char *dir;  /* working folder inside the scratch folder; the only
                         place it may write; NULL: the scratch folder. A path
                         from sandbox_mkdir, or relative to sandbox_dir. A
                         program that does not lie in it has an empty one in
                         its place, which is gone with it */
    struct sandbox_limits limits;
    /* It may start processes, and execute the few programs that are named in
     * sandbox_landlock.c. Not for PROFILE_EXPLORE. Where a process namespace
     * is active it may also send signals to its processes. The job ends with
     * its first process; the others are killed then. */
    bool processes;
    bool channel;     /* fd 3 of the job is a pipe it writes records to */
    const char *send; /* text that fd 4 of the job gives, then end of file; or
                         NULL: no such descriptor */
    const char *own_file; /* base name of the submission, for stacks; or NULL */
    bool find_deadlock;   /* end it early when no thread can ever run again; not
                             while it has other processes */
    /* Called with stdout and stderr as they come, instead of keeping them.
     * Both are then one pipe, so that their order is kept. */
    void (*output)(void *ctx, const char *data, size_t len);
    void *ctx;
};

enum sandbox_end {
    SANDBOX_EXITED,
    SANDBOX_SIGNALED,
    SANDBOX_WALL, /* wall-clock time was up */
    SANDBOX_CPU,  /* processor time was up */
    SANDBOX_MEMORY,
    SANDBOX_OUTPUT, /* wrote without end */
    SANDBOX_FILESIZE,
    SANDBOX_FILES,     /* made too many files */
    SANDBOX_PROCESSES, /* started too many */
    SANDBOX_SYSCALL,   /* asked for a system call that is not allowed */
    SANDBOX_DEADLOCK,  /* every thread waits for another; see find_deadlock */
    SANDBOX_STOPPED,   /* by sandbox_stop or the caller's flag */
    SANDBOX_BROKEN,    /* our failure; `why` says it */
};

struct sandbox_result {
    enum sandbox_end end;
    int status;     /* exit status, or signal number */
    int syscall;    /* SANDBOX_SYSCALL: its number */
    bool by_itself; /* it sent SIGKILL, to itself or to one of its own; known
                       only where seccomp reports */
    struct text out, err, records; /* cut at their limits */
    bool cut;                      /* out or err was longer */
    double seconds, cpu_s;
    size_t peak_mb;
    /* WALL, CPU, DEADLOCK: what each thread was doing. Else empty. */
    const struct thread_view *threads;
    size_t nthreads;
    char why[256];
};

struct sandbox;
struct sandbox_job;

/* Probes the layers (once per process; cheap) and makes a scratch folder. */
bool sandbox_open(struct sandbox **out, struct err *e) MUST_USE;
/* Ends what still runs and removes the scratch folder. NULL is fine. */
void sandbox_close(struct sandbox *s);

const char *sandbox_dir(const struct sandbox *s); /* absolute */
/* Makes DIR/name, owned so that jobs may write there. Absolute path, in the
 * arena. A folder that is there already is fine. */
char *sandbox_mkdir(struct arena *a, struct sandbox *s, const char *name,
                    struct err *e) MUST_USE;
/* Puts a file into the scratch folder, readable by jobs. `path` is relative to
 * it, or absolute and inside it; its folder is there already. A file of that
 * name is replaced; symbolic links are never followed. */
bool sandbox_put(struct sandbox *s, const char *path, const char *data,
                 size_t len, bool executable, struct err *e) MUST_USE;

/* Starts a job. The result's texts and threads go to `a`, which must outlive
 * the job. */
bool sandbox_start(struct arena *a, struct sandbox *s,
                   const struct sandbox_spec *spec, struct sandbox_job **out,
                   struct err *e) MUST_USE;

/* Waits up to wait_ms for one of the jobs to end and returns it (the caller
 * then takes the result and forgets the job), or NULL. When *stop becomes
 * nonzero all jobs end as SANDBOX_STOPPED. */
struct sandbox_job *sandbox_poll(struct sandbox *s, int wait_ms,
                                 const volatile sig_atomic_t *stop);
const struct sandbox_result *sandbox_result(const struct sandbox_job *job);
void sandbox_stop(struct sandbox_job *job); /* ends it; poll reports it */

/* The layers of this machine, for the verdict and for doctor. Static. */
size_t sandbox_layers(struct sandbox *s, const struct layer **out);
/* Whether personality(ADDR_NO_RANDOMIZE) is permitted: ThreadSanitizer needs
 * it on some machines. */
bool sandbox_fixed_addresses(struct sandbox *s);

/* For a process that does nothing but grade, for good and before it has
 * threads: its jobs get one empty network namespace together, where each had
 * its own. What confinement adds to a run is a fifth less (bench/confine.c),
 * and the kernel has less to tidy up behind it: a tenth of the time of
 * `verify --quick counter` on two processors. The process itself is in it
 * afterwards, an ordinary user's in a user namespace, too; what prctl said of
 * its parent's death is forgotten. Where it cannot be, all is as before. */
void sandbox_share_network(void);

/* Whether a job has room for some tens of threads at this moment, whatever else
 * its user runs: see room.h. */
bool sandbox_has_room(struct sandbox *s, struct err *e) MUST_USE;

/* For tests: does without these layers from now on, as on a machine that lacks
 * them. 0 gives all of them back. Call it before sandbox_open. */
enum {
    SANDBOX_NO_LANDLOCK = 1,
    SANDBOX_NO_SECCOMP = 2,
    SANDBOX_NO_NOTIFY = 4,        /* seccomp kills instead of reporting */
    SANDBOX_NO_PID_NAMESPACE = 8, /* user, net, ipc, uts are still there */
    SANDBOX_NO_NAMESPACES = 16,
};
void sandbox_forbid_layers(unsigned mask);

#endif
