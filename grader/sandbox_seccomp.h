/* Which system calls a job may make: seccomp filters, built by libseccomp once
 * and kept as programs for the kernel, so that a job only loads one. */
#ifndef GRADER_SANDBOX_SECCOMP_H
#define GRADER_SANDBOX_SECCOMP_H

#include "grader/sandbox.h"

#include <sys/types.h>

struct sock_fprog;

enum {
    /* The descriptor from which a learner's program is executed. No program
     * can open one with this number: it is above its RLIMIT_NOFILE. */
    SECCOMP_PROGRAM_FD = 101,
};

/* Which processes a learner's program may start. */
enum seccomp_processes {
    SECCOMP_NO_PROCESSES,
    SECCOMP_ANY_PROCESSES,
    SECCOMP_REPORT_PROCESSES, /* any that is let through; needs `notify` */
};

/* The filter of a profile. With `notify`, what ends a job is reported through
 * a listener; without, it kills. NULL where the system cannot have one. */
const struct sock_fprog *seccomp_filter(enum profile profile,
                                        enum seccomp_processes processes,
                                        bool notify);

/* Loads it into the calling process. *listener is the descriptor that reports,
 * or -1. Needs NO_NEW_PRIVS. */
bool seccomp_enter(const struct sock_fprog *filter, bool notify, int *listener);

/* Loads a filter that lets the process send signals to `self` only: for where
 * it has no process namespace of its own. */
bool seccomp_enter_signals(pid_t self);

/* One report, read from the listener by the supervisor. */
struct seccomp_event {
    enum {
        SECCOMP_NOTHING, /* taken back before we looked */
        SECCOMP_GONE,    /* nobody is left who could make a call */
        SECCOMP_TIMER,   /* it sets a timer */
        SECCOMP_PROCESS, /* it starts a process */
        SECCOMP_KILL,    /* it sends SIGKILL: to itself, or to one of its own */
        SECCOMP_REFUSED, /* it asks for what is never let through */
    } kind;
    int syscall;
    uint64_t id;
};
struct seccomp_event seccomp_event_read(int listener);

/* Who made the call waits until it is let through, or killed. */
void seccomp_let_through(int listener, uint64_t id);

/* "fork", for a number of this machine; "?" where unknown. */
void seccomp_name(int number, char *out, size_t size);

#endif
