/* The inside of a job: what runs between the supervisor's clone and the
 * program's exec, and the small process that waits for the program. */
#ifndef GRADER_SANDBOX_CHILD_H
#define GRADER_SANDBOX_CHILD_H

#include "grader/sandbox.h"

#include <sys/types.h>

struct sock_fprog;

enum {
    /* Whose rights a job has where the supervisor is root: nobody's. */
    CHILD_UID = 65534,
};

/* What the inside tells the supervisor, one packet each. */
struct child_message {
    enum {
        CHILD_READY,  /* from the program's process, just before exec */
        CHILD_EXITED, /* from the waiting process */
        CHILD_BROKEN, /* a step of the set-up failed: ours, not theirs */
    } kind;
    int value; /* READY: 1 with a listener; EXITED: wait status; BROKEN: errno
                */
    double cpu_s;
    long peak_kb;
    char step[64];
};

struct child_plan {
    enum profile profile;
    char *const *argv;
    char *const *env;
    const char *dir;
    bool own_folder; /* `dir` becomes a small file system that ends with it */
    struct sandbox_limits limits;
    bool drop_ids;    /* we are root: become CHILD_UID */
    int namespaces;   /* CLONE_NEW* */
    bool processes;   /* it may start some */
    bool limit_tasks; /* how many processes and threads it has */
    bool fixed_addresses;
    const struct sock_fprog *filter; /* NULL: none */
    bool notify;                     /* with a listener */
    /* Descriptors; -1: none. */
    int out, err, channel, send, control, program, rules;
};

/* Starts the waiting process, in new namespaces if any are asked for, and
 * through it the program. -1 and errno when it cannot. It does nothing before
 * child_release. */
pid_t child_start(const struct child_plan *plan);

/* Maps the ids of its user namespace and lets it go. */
bool child_release(const struct child_plan *plan, pid_t pid, int control);

/* From root, for good. */
bool child_become_nobody(void);

/* What child_start needs of the namespaces, tried in a process of its own:
 * 0 or the errno of what failed. */
int child_try_namespaces(int namespaces, bool drop_ids);

/* Takes this process into a network namespace of its own, for good. */
bool child_enter_network(void);

#endif
