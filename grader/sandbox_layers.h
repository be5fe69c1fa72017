/* What this machine has to confine with, found by trying. */
#ifndef GRADER_SANDBOX_LAYERS_H
#define GRADER_SANDBOX_LAYERS_H

#include "grader/sandbox.h"

struct layers {
    bool landlock;
    bool seccomp;
    bool notify;          /* seccomp can report */
    bool fixed_addresses; /* personality is permitted */
    bool drop_ids;        /* we are root and can become nobody */
    int namespaces;       /* CLONE_NEW* that a job gets; 0: none. Without
                             CLONE_NEWNET it is in ours, which is empty */
    bool counts_tasks;    /* RLIMIT_NPROC is about a user namespace */
};

/* Tried at the first call, then remembered. */
const struct layers *layers_get(void);

/* The same for people. */
size_t layers_list(const struct layer **out);

#endif
