/* thread_by_clone: a thread that can be joined, made with clone(2) alone. */
#ifndef THREAD_BY_CLONE_H
#define THREAD_BY_CLONE_H

#include <sched.h> /* for the flags */
#include <stdatomic.h>
#include <stddef.h>

/* clone(2), by way of the tests: theirs notes what it is asked for, goes on
 * to the one of the C library, and returns what that returned. It can be
 * told to fail, or to be slow. Call it as clone. */
int ct_clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);
#define clone(...) ct_clone(__VA_ARGS__)

/* What a thread runs. It shares the thread-local variables of its creator,
 * errno among them, and so may use no library function that needs them: no
 * malloc, no stdio, no pthreads, no system call that fails. It ends when it
 * returns, or makes the system call exit (not exit_group). */
typedef void *(*ct_run)(void *arg);

/* Lives in the caller's memory, which stays there until the thread has been
 * joined. */
struct clone_thread {
    atomic_int tid;  /* the kernel's id of it when ct_create returns; or 0, if
                        the thread has ended by then */
    void *map;       /* the mapping that holds its stack: the lowest page is
                        the guard, all above it is the stack */
    size_t map_size; /* bytes of it, with the guard */
    ct_run run;
    void *arg;
    void *result; /* what run returned; NULL if it did not return */
};

/* Starts a thread of this process: it shares memory, open files, working
 * directory, umask and signal handlers with its creator, and has an id of
 * its own. Its stack has at least stack_size bytes, and a guard page below
 * them. Returns 0 or an error number: EINVAL for a stack_size of 0, ENOMEM
 * or EAGAIN where the system has no more. After an error nothing stays
 * mapped. */
int ct_create(struct clone_thread *t, size_t stack_size, ct_run run, void *arg);

/* Sleeps until the thread has ended, gives its stack back, and stores its
 * result if `result` is not NULL. Returns 0. Called once for each thread. */
int ct_join(struct clone_thread *t, void **result);

#endif
