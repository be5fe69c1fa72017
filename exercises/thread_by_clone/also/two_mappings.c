/* The guard is what remains of a first mapping when the stack is put over its
 * upper part. The join looks at why the wait ended, and gives up on an error
 * that it does not know. */
#include "thread_by_clone.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int enter(void *arg)
{
    struct clone_thread *t = arg;
    void *result = t->run(t->arg);

    t->result = result;
    syscall(SYS_exit, 0); /* not exit_group, which would end the process */
    return 0;
}

static int map_stack(struct clone_thread *t, size_t stack_size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t pages = stack_size / page + (stack_size % page != 0);

    if (pages >= SIZE_MAX / page)
        return ENOMEM;
    t->map_size = (pages + 1) * page;
    t->map = mmap(NULL, t->map_size, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (t->map == MAP_FAILED)
        return errno;
    if (mmap((char *)t->map + page, pages * page, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
        return 0;
    int error = errno;
    munmap(t->map, t->map_size);
    return error;
}

int ct_create(struct clone_thread *t, size_t stack_size, ct_run run, void *arg)
{
    const int share = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND;
    const int member = CLONE_THREAD | CLONE_SYSVSEM;
    const int ids = CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    int error = stack_size == 0 ? EINVAL : map_stack(t, stack_size);

    if (error != 0)
        return error;
    t->run = run;
    t->arg = arg;
    t->result = NULL;
    if (clone(enter, (char *)t->map + t->map_size, share | member | ids, t,
              &t->tid, NULL, &t->tid) < 0) {
        error = errno;
        munmap(t->map, t->map_size);
    }
    return error;
}

int ct_join(struct clone_thread *t, void **result)
{
    for (;;) {
        int tid = atomic_load_explicit(&t->tid, memory_order_acquire);
        if (tid == 0)
            break;
        if (syscall(SYS_futex, &t->tid, FUTEX_WAIT, tid, NULL, NULL, 0) != 0 &&
            errno != EAGAIN && errno != EINTR)
            return errno;
    }
    if (result != NULL)
        *result = t->result;
    return munmap(t->map, t->map_size) == 0 ? 0 : errno;
}
