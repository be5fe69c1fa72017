/* Semaphores.
 *
 * State: a = the value. place->type is 1 once it was set up. Post releases and
 * wait acquires: whoever gets past a wait knows what was done before each post
 * so far. */
#include "grader/explore/seeded.h"
#include "grader/explore/sync.h"

#include <errno.h>
#include <limits.h>
#include <semaphore.h>

static enum change apply_post(const struct op *op, const struct state *before,
                              struct state *after)
{
    (void)op;
    if (before->a == SEM_VALUE_MAX)
        return CHANGE_NONE;
    *after = (struct state){.a = before->a + 1};
    return CHANGE_WRITE;
}

static enum change apply_wait(const struct op *op, const struct state *before,
                              struct state *after)
{
    if (before->a == 0)
        return sync_busy(op);
    *after = (struct state){.a = before->a - 1};
    return CHANGE_WRITE;
}

SYNC_INLINE struct place *semaphore_place(sem_t *s, const struct libc_call *c)
{
    struct place *p;

    sync_address(s, c);
    p = engine_object(s, PLACE_SEMAPHORE, (struct state){0}, 0, 0);
    if (p->type == 0)
        libc_fail(c, FINDING_MISUSE,
                  "uses a semaphore that was not initialised, or was destroyed "
                  "before");
    return p;
}

static struct op wait_op(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_wait);

    op.order = ACQUIRE;
    op.failure = RELAXED;
    op.what = "a semaphore";
    return op;
}

static int result(int error)
{
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}

/* ----------------------------------------------------------------
 * <semaphore.h> */

LIBC_REPLACES(sem_init);
LIBC_REPLACES(sem_destroy);
LIBC_REPLACES(sem_post);
LIBC_REPLACES(sem_wait);
LIBC_REPLACES(sem_trywait);
LIBC_REPLACES(sem_timedwait);
LIBC_REPLACES(sem_clockwait);
LIBC_REPLACES(sem_getvalue);

int ex_sem_init(sem_t *s, int shared, unsigned value)
{
    LIBC_CALL("sem_init");

    sync_address(s, &call);
    if (shared)
        sync_unsupported(&call, "a semaphore between processes");
    if (value > SEM_VALUE_MAX)
        return result(EINVAL);
    engine_object_drop(s);
    engine_object(s, PLACE_SEMAPHORE, (struct state){.a = value}, 1, 0);
    return 0;
}

/* That a thread waits for it at the same time is a data race. */
int ex_sem_destroy(sem_t *s)
{
    LIBC_CALL("sem_destroy");

    semaphore_place(s, &call);
    engine_object_drop(s);
    return 0;
}

int ex_sem_post(sem_t *s)
{
    LIBC_CALL("sem_post");
    struct op op = sync_op(&call, semaphore_place(s, &call), apply_post);

    op.order = SEEDED(POST_WITHOUT_RELEASE) ? RELAXED : RELEASE;
    engine_trap(&op);
    return result(op.wrote ? 0 : EOVERFLOW);
}

int ex_sem_wait(sem_t *s)
{
    LIBC_CALL("sem_wait");
    struct op op = wait_op(semaphore_place(s, &call), &call);

    engine_trap(&op);
    return 0;
}

int ex_sem_trywait(sem_t *s)
{
    LIBC_CALL("sem_trywait");
    struct op op = wait_op(semaphore_place(s, &call), &call);

    return result(sync_try(&op) ? 0 : EAGAIN);
}

int ex_sem_timedwait(sem_t *s, const struct timespec *limit)
{
    LIBC_CALL("sem_timedwait");
    const struct until end = {CLOCK_REALTIME, limit};
    struct op op = wait_op(semaphore_place(s, &call), &call);

    return result(sync_until(&op, &end));
}

int ex_sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *limit)
{
    LIBC_CALL("sem_clockwait");
    const struct until end = {clock, limit};
    struct op op = wait_op(semaphore_place(s, &call), &call);

    return result(sync_until(&op, &end));
}

int ex_sem_getvalue(sem_t *s, int *value)
{
    LIBC_CALL("sem_getvalue");
    struct op op = sync_op(&call, semaphore_place(s, &call), op_look);

    engine_trap(&op);
    libc_writes(&call, value, sizeof *value);
    *value = (int)op.seen.a;
    return 0;
}
