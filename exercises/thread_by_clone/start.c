/* thread_by_clone: see thread_by_clone.h for what each function promises,
 * and `task` in the tutor for where to begin. */
#include "thread_by_clone.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where the new thread begins, on its own stack. */
static int begin(void *arg)
{
    struct clone_thread *t = arg;

    t->result = t->run(t->arg);
    return 0; /* clone(2): the thread ends, by the system call exit */
}

int ct_create(struct clone_thread *t, size_t stack_size, ct_run run, void *arg)
{
    (void)stack_size;
    t->run = run;
    t->arg = arg;
    /* Map guard and stack, choose the flags, call clone with `begin`. */
    (void)begin;
    return ENOSYS;
}

int ct_join(struct clone_thread *t, void **result)
{
    (void)t;
    (void)result;
    /* Sleep while the word is not 0; unmap; hand over the result. */
    return ENOSYS;
}
