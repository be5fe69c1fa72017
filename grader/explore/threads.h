/* Threads, for <threads.h>. */
#ifndef EXPLORE_THREADS_H
#define EXPLORE_THREADS_H

#include "grader/explore/libc.h"

#include <pthread.h>

/* A thread that is to run start(arg), or NULL; then it begins. */
struct thread *threads_make(void *(*start)(void *), void *arg,
                            const struct libc_call *c);
void threads_begin(struct thread *t, const struct libc_call *c);

/* The id of a thread in the program: its struct thread's address. */
pthread_t threads_id(const struct thread *t);

/* Waits for its end; the value it ended with. */
void *threads_join(pthread_t id, const struct libc_call *c);
void threads_detach(pthread_t id, const struct libc_call *c);

/* The running thread ends where it stands: clean-up handlers are called, then
 * the destructors of its values. */
_Noreturn void threads_exit(void *value);

#endif
