/* Mutexes.
 *
 * To lock is one event and to unlock is one. Lock acquires, unlock releases;
 * both are updates of the same place, so whoever locks it knows all that was
 * done by those who held it before, and nothing else.
 *
 * M1. Only the owner changes the state of a mutex that is held: what it finds
 *     out about itself there is the same in every order of the others.
 * M2. Locking it again is decided by its type: it waits for ever (normal,
 *     default, adaptive), counts (recursive), or is refused (errorcheck).
 * M3. Setting up and destroying are no events. Against all that is not ordered
 *     with them they are data races, and found as such; against the rest the
 *     state is certain. */
#include "grader/explore/mutex.h"

#include "grader/explore/judge.h"
#include "grader/explore/seeded.h"

#include <errno.h>

int mutex_owner(const struct state *s)
{
    return (int)s->a - 1;
}

bool mutex_held(const struct place *p)
{
    return mutex_owner(sync_now(p)) == engine.current->id; /* M1 */
}

static enum change apply_lock(const struct op *op, const struct state *before,
                              struct state *after)
{
    bool again = mutex_owner(before) == (int)op->arg;

    if (before->a != 0 &&
        !(again && op->place->type == PTHREAD_MUTEX_RECURSIVE))
        return sync_busy(op); /* M2 */
    *after = (struct state){op->arg + 1, before->b + 1};
    return CHANGE_WRITE;
}

static enum change apply_unlock(const struct op *op, const struct state *before,
                                struct state *after)
{
    (void)op;
    *after = (struct state){before->a, before->b - 1};
    if (after->b == 0)
        after->a = 0;
    return CHANGE_WRITE;
}

static void check(const struct place *p, const struct libc_call *c)
{
    const pthread_mutex_t *m = (const pthread_mutex_t *)p->address;
    const struct __pthread_mutex_s *d = &m->__data;

    if (d->__lock || d->__count || d->__owner || d->__nusers ||
        p->type > PTHREAD_MUTEX_ADAPTIVE_NP || d->__list.__next)
        libc_fail(c, FINDING_MISUSE,
                  "uses a mutex that was not initialised, or was "
                  "destroyed before");
}

static struct op lock_op(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_lock);

    check(p, c);
    op.order = ACQUIRE;
    op.failure = RELAXED;
    op.what = "a mutex";
    return op;
}

static bool is_refused(const struct place *p)
{
    return p->type == PTHREAD_MUTEX_ERRORCHECK && mutex_held(p); /* M2 */
}

int mutex_lock(struct place *p, const struct libc_call *c)
{
    struct op op = lock_op(p, c);

    if (is_refused(p))
        return EDEADLK;
    engine_trap(&op);
    return 0;
}

int mutex_trylock(struct place *p, const struct libc_call *c)
{
    struct op op = lock_op(p, c);

    return sync_try(&op) ? 0 : EBUSY;
}

int mutex_timedlock(struct place *p, const struct until *end,
                    const struct libc_call *c)
{
    struct op op = lock_op(p, c);

    if (is_refused(p))
        return EDEADLK;
    return sync_until(&op, end);
}

int mutex_unlock(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_unlock);
    int owner = mutex_owner(sync_now(p));

    check(p, c);
    if (!mutex_held(p)) {
        if (p->type == PTHREAD_MUTEX_ERRORCHECK)
            return EPERM;
        if (owner < 0)
            libc_fail(c, FINDING_MISUSE, "unlocks a mutex that nobody holds");
        libc_fail(c, FINDING_MISUSE, "unlocks a mutex that %s holds",
                  judge_thread(owner));
    }
    op.order = SEEDED(UNLOCK_WITHOUT_RELEASE) ? RELAXED : RELEASE;
    engine_trap(&op);
    return 0;
}

void mutex_check_destroy(const struct place *p, const struct libc_call *c)
{
    int owner = mutex_owner(sync_now(p));

    check(p, c);
    if (owner == engine.current->id)
        libc_fail(c, FINDING_MISUSE, "destroys a mutex that it holds itself");
    if (owner >= 0)
        libc_fail(c, FINDING_MISUSE, "destroys a mutex while %s holds it",
                  judge_thread(owner)); /* M3 */
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_mutex_init);
LIBC_REPLACES(pthread_mutex_destroy);
LIBC_REPLACES(pthread_mutex_lock);
LIBC_REPLACES(pthread_mutex_trylock);
LIBC_REPLACES(pthread_mutex_timedlock);
LIBC_REPLACES(pthread_mutex_clocklock);
LIBC_REPLACES(pthread_mutex_unlock);

static int type_of(const pthread_mutexattr_t *attr, const struct libc_call *c)
{
    int type, shared, robust, protocol;

    if (attr == NULL)
        return PTHREAD_MUTEX_DEFAULT;
    pthread_mutexattr_gettype(attr, &type);
    pthread_mutexattr_getpshared(attr, &shared);
    pthread_mutexattr_getrobust(attr, &robust);
    pthread_mutexattr_getprotocol(attr, &protocol);
    if (shared == PTHREAD_PROCESS_SHARED)
        sync_unsupported(c, "a mutex between processes");
    if (robust == PTHREAD_MUTEX_ROBUST)
        sync_unsupported(c, "a robust mutex");
    if (protocol != PTHREAD_PRIO_NONE)
        sync_unsupported(c, "a mutex with a priority protocol");
    return type;
}

int ex_pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr)
{
    LIBC_CALL("pthread_mutex_init");

    mutex_make(m, type_of(attr, &call), &call);
    return 0;
}

int ex_pthread_mutex_destroy(pthread_mutex_t *m)
{
    LIBC_CALL("pthread_mutex_destroy");

    mutex_check_destroy(mutex_place(m, &call), &call);
    mutex_unmake(m);
    return 0;
}

int ex_pthread_mutex_lock(pthread_mutex_t *m)
{
    LIBC_CALL("pthread_mutex_lock");

    return mutex_lock(mutex_place(m, &call), &call);
}

int ex_pthread_mutex_trylock(pthread_mutex_t *m)
{
    LIBC_CALL("pthread_mutex_trylock");

    return mutex_trylock(mutex_place(m, &call), &call);
}

int ex_pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *limit)
{
    LIBC_CALL("pthread_mutex_timedlock");
    const struct until end = {CLOCK_REALTIME, limit};

    return mutex_timedlock(mutex_place(m, &call), &end, &call);
}

int ex_pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock,
                               const struct timespec *limit)
{
    LIBC_CALL("pthread_mutex_clocklock");
    const struct until end = {clock, limit};

    return mutex_timedlock(mutex_place(m, &call), &end, &call);
}

int ex_pthread_mutex_unlock(pthread_mutex_t *m)
{
    LIBC_CALL("pthread_mutex_unlock");

    return mutex_unlock(mutex_place(m, &call), &call);
}
