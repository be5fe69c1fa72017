// expect: deadlock
#include "thread_by_clone.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* VM, FS, FILES, SIGHAND: share memory, directory and umask, descriptors, and
 * signal handlers. THREAD: the same process id. SYSVSEM: undo lists of System V
 * semaphores, which POSIX wants to belong to the process. PARENT_SETTID: store
 * the id before anybody can run. CHILD_CLEARTID: store 0 and wake at the end.
 * No signal is sent at the end: the lowest byte is 0. */
enum {
    FLAGS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
            CLONE_SYSVSEM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
};

/* Where the new thread begins, on its own stack. */
static int begin(void *arg)
{
    struct clone_thread *t = arg;

    t->result = t->run(t->arg);
    return 0; /* clone makes the system call exit of it, not exit_group */
}

int ct_create(struct clone_thread *t, size_t stack_size, ct_run run, void *arg)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    if (stack_size == 0)
        return EINVAL;
    if (stack_size > (size_t)-1 - 2 * page)
        return ENOMEM;
    t->map_size = page + (stack_size + page - 1) / page * page;
    /* All of it without access, then all but the lowest page opened: what stays
     * closed is the guard. */
    t->map = mmap(NULL, t->map_size, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (t->map == MAP_FAILED)
        return errno;
    t->run = run;
    t->arg = arg;
    t->result = NULL;
    char *low = (char *)t->map + page, *top = (char *)t->map + t->map_size;
    /* The kernel writes tid, here and at the end; we never do. The thread may
     * be gone before clone returns. */
    if (mprotect(low, t->map_size - page, PROT_READ | PROT_WRITE) == 0 &&
        clone(begin, top, FLAGS, t, &t->tid, NULL, &t->tid) >= 0)
        return 0;
    int error = errno;
    munmap(t->map, t->map_size); /* nobody else knows of it */
    return error;
}

int ct_join(struct clone_thread *t, void **result)
{
    int tid;

    while ((tid = atomic_load(&t->tid)) != 0)
        syscall(SYS_futex, &t->tid, FUTEX_WAIT_PRIVATE, tid, NULL, NULL, 0);
    /* The kernel clears the word when the thread no longer uses its stack. */
    munmap(t->map, t->map_size);
    if (result != NULL)
        *result = t->result;
    return 0;
}
