/* What the files of the sandbox share: a job from the supervisor's side. The
 * theory of operation is in sandbox.c. */
#ifndef GRADER_SANDBOX_JOB_H
#define GRADER_SANDBOX_JOB_H

#include "grader/hang.h"
#include "grader/sandbox.h"
#include "grader/sandbox_scratch.h"
#include "src/base/buf.h"

enum {
    JOB_READ_SIZE = 65536, /* bytes: what a pipe holds */
};

/* One pipe that a job writes to. */
struct stream {
    int fd; /* -1: closed */
    struct buf kept;
    size_t seen; /* bytes, kept or dropped */
    size_t keep; /* bytes at most */
    size_t max;  /* bytes that end the job */
};

enum { OUT, ERR, RECORDS, STREAMS };

struct sandbox_job {
    struct sandbox *box;
    struct arena *arena;
    enum { JOB_RUNNING, JOB_ENDING, JOB_DONE } state;
    enum profile profile;
    struct sandbox_limits limits;
    const char *own_file;
    const char *dir; /* where it may write */
    bool own_folder; /* that is a file system of its own, with its own limits */
    bool fresh;      /* made for it, to be removed with it */
    bool find_deadlock;
    bool processes;      /* it may start some */
    unsigned started;    /* processes we let through */
    unsigned living_max; /* no more of them live than so many */
    void (*output)(void *ctx, const char *data, size_t len);
    void *ctx;

    pid_t init;      /* ours to wait for until JOB_DONE */
    pid_t program;   /* 0: not started yet, or ended (J3) */
    int control;     /* -1: closed */
    int listener;    /* -1: none */
    bool namespaced; /* init's death ends the tree */
    struct stream stream[STREAMS];

    int64_t start_ms, ending_ms, sample_ms, able_ms, hang_ms;
    double wall_s;      /* from start_ms on; what it waited is added */
    double waited_here; /* what we had waited for a processor at its start */
    double able_s; /* of which it ran, or waited for a processor; to able_ms */
    struct hang_watch watch;
    bool decided; /* result.end holds (J2) */
    struct sandbox_result result;
};

struct sandbox {
    struct scratch scratch;
    struct sandbox_job *jobs[SANDBOX_JOBS_MAX]; /* started, not yet reported */
    size_t njobs;
    char *buffer; /* JOB_READ_SIZE bytes */
};

/* Closes the supervisor's ends and forgets what was read. */
void job_close(struct sandbox_job *job);

void job_close_fd(int *fd); /* leaves -1 */

#endif
