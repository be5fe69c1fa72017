/* Spin locks. A thread that spins is taken as one that waits: the turns in
 * which it finds the lock taken change nothing.
 *
 * State: a = the owner's id + 1, or 0. place->type is 1 once it was set up. */
#include "grader/explore/spinlock.h"

#include "grader/explore/judge.h"
#include "grader/explore/sync.h"

#include <errno.h>
#include <pthread.h>

int spinlock_owner(const struct state *s)
{
    return (int)s->a - 1;
}

static enum change apply_lock(const struct op *op, const struct state *before,
                              struct state *after)
{
    if (before->a != 0)
        return sync_busy(op);
    *after = (struct state){.a = op->arg + 1};
    return CHANGE_WRITE;
}

static enum change apply_unlock(const struct op *op, const struct state *before,
                                struct state *after)
{
    (void)op;
    (void)before;
    *after = (struct state){0};
    return CHANGE_WRITE;
}

SYNC_INLINE struct place *spinlock_place(pthread_spinlock_t *l,
                                         const struct libc_call *c)
{
    sync_address((const void *)l, c);
    return engine_object((const void *)l, PLACE_SPINLOCK, (struct state){0}, 0,
                         0);
}

static void check(const struct place *p, const struct libc_call *c)
{
    if (p->type == 0)
        libc_fail(c, FINDING_MISUSE,
                  "uses a spin lock that was not initialised, or was destroyed "
                  "before");
}

static struct op lock_op(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_lock);

    check(p, c);
    op.order = ACQUIRE;
    op.failure = RELAXED;
    op.what = "a spin lock";
    return op;
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_spin_init);
LIBC_REPLACES(pthread_spin_destroy);
LIBC_REPLACES(pthread_spin_lock);
LIBC_REPLACES(pthread_spin_trylock);
LIBC_REPLACES(pthread_spin_unlock);

int ex_pthread_spin_init(pthread_spinlock_t *l, int shared)
{
    LIBC_CALL("pthread_spin_init");

    sync_address((const void *)l, &call);
    if (shared == PTHREAD_PROCESS_SHARED)
        sync_unsupported(&call, "a spin lock between processes");
    engine_object_drop((const void *)l);
    engine_object((const void *)l, PLACE_SPINLOCK, (struct state){0}, 1, 0);
    return 0;
}

int ex_pthread_spin_destroy(pthread_spinlock_t *l)
{
    LIBC_CALL("pthread_spin_destroy");
    const struct place *p = spinlock_place(l, &call);
    int owner = spinlock_owner(sync_now(p));

    check(p, &call);
    if (owner >= 0)
        libc_fail(&call, FINDING_MISUSE,
                  "destroys a spin lock while %s holds it",
                  judge_thread(owner));
    engine_object_drop((const void *)l);
    return 0;
}

int ex_pthread_spin_lock(pthread_spinlock_t *l)
{
    LIBC_CALL("pthread_spin_lock");
    struct op op = lock_op(spinlock_place(l, &call), &call);

    engine_trap(&op);
    return 0;
}

int ex_pthread_spin_trylock(pthread_spinlock_t *l)
{
    LIBC_CALL("pthread_spin_trylock");
    struct op op = lock_op(spinlock_place(l, &call), &call);

    return sync_try(&op) ? 0 : EBUSY;
}

int ex_pthread_spin_unlock(pthread_spinlock_t *l)
{
    LIBC_CALL("pthread_spin_unlock");
    struct place *p = spinlock_place(l, &call);
    struct op op = sync_op(&call, p, apply_unlock);
    int owner = spinlock_owner(sync_now(p));

    check(p, &call);
    if (owner < 0)
        libc_fail(&call, FINDING_MISUSE,
                  "unlocks a spin lock that nobody holds");
    if (owner != engine.current->id)
        libc_fail(&call, FINDING_MISUSE, "unlocks a spin lock that %s holds",
                  judge_thread(owner));
    op.order = RELEASE;
    engine_trap(&op);
    return 0;
}
