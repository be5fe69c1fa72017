/* What thread and joiner share lies at the top of the stack's own mapping, as
 * the C library does it with a thread's descriptor. The kernel clears `alive`
 * there; `t->tid` is only written by the creator. */
#include "thread_by_clone.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct descriptor {
    _Alignas(64) atomic_int alive; /* 1, and 0 when the kernel has cleared it */
    ct_run run;
    void *arg;
    void *result;
};

static struct descriptor *descriptor(const struct clone_thread *t)
{
    return (struct descriptor *)((char *)t->map + t->map_size) - 1;
}

static int begin(void *arg)
{
    struct descriptor *d = arg;

    d->result = d->run(d->arg);
    return 0;
}

static size_t round_up(size_t bytes, size_t page)
{
    return (bytes + page - 1) / page * page;
}

int ct_create(struct clone_thread *t, size_t stack_size, ct_run run, void *arg)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);

    if (stack_size == 0)
        return EINVAL;
    if (stack_size > SIZE_MAX / 2)
        return ENOMEM;
    size_t size = page + round_up(stack_size + sizeof(struct descriptor), page);
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return errno;
    mprotect(map, page, PROT_NONE);
    *t = (struct clone_thread){.map = map, .map_size = size};
    struct descriptor *d = descriptor(t);
    d->alive = 1; /* before clone: from then on only the kernel writes it */
    d->run = run;
    d->arg = arg;
    /* The stack begins below the descriptor, which is aligned. */
    int tid = clone(begin, d,
                    CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
                        CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID,
                    d, NULL, NULL, &d->alive);
    if (tid < 0) {
        int error = errno;
        munmap(map, size);
        return error;
    }
    t->tid = tid;
    return 0;
}

int ct_join(struct clone_thread *t, void **result)
{
    struct descriptor *d = descriptor(t);

    while (atomic_load(&d->alive))
        syscall(SYS_futex, &d->alive, FUTEX_WAIT, 1, NULL);
    if (result != NULL)
        *result = d->result; /* before it is unmapped */
    munmap(t->map, t->map_size);
    return 0;
}
