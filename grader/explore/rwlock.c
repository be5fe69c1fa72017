/* Read-write locks: any number of readers, or one writer.
 *
 * State: four bits for each thread, how often it holds the lock for reading
 * (threads 0 to 15 in a, the others in b); bits 32 to 39 of b: the id + 1 of
 * the writer.
 *
 * R1. A reader learns what writers did before, a writer what writers and
 *     readers did: the unlocks of the two are told apart (RELEASE_*). Readers
 *     learn nothing from each other.
 * R2. Readers do not wait for a writer that waits. POSIX leaves that open; what
 *     can go wrong only because they do is not found.
 * R3. As with a mutex, a thread can tell from any state what it holds, and
 *     setting up and destroying are no events. */
#include "grader/explore/rwlock.h"

#include "grader/explore/judge.h"
#include "grader/explore/seeded.h"
#include "grader/explore/sync.h"

#include <errno.h>
#include <pthread.h>

enum {
    COUNT_BITS = 4,
    COUNT_MAX = (1 << COUNT_BITS) - 1, /* locks of one reader */
    IN_A = 64 / COUNT_BITS,            /* threads whose count is in a */
    WRITER_SHIFT = 32,
    RELEASE_READER = 1,
    RELEASE_WRITER = 2,
};

_Static_assert((THREADS_MAX - IN_A) * COUNT_BITS <= WRITER_SHIFT,
               "the counts of all threads fit into the state");

/* -------------------------------------------------------------------- states
 */

static unsigned readings(const struct state *s, uint64_t thread)
{
    uint64_t word = thread < IN_A ? s->a : s->b;

    return word >> thread % IN_A * COUNT_BITS & COUNT_MAX;
}

static void add_readings(struct state *s, uint64_t thread, int n)
{
    uint64_t one = (uint64_t)1 << thread % IN_A * COUNT_BITS;

    *(thread < IN_A ? &s->a : &s->b) += (uint64_t)(int64_t)n * one;
}

static int writer(const struct state *s)
{
    return (int)(s->b >> WRITER_SHIFT) - 1;
}

static bool is_free(const struct state *s)
{
    return s->a == 0 && s->b == 0;
}

uint32_t rwlock_owners(const struct state *s)
{
    uint32_t owners = 0;

    for (unsigned t = 0; t < THREADS_MAX; t++) {
        if (readings(s, t) > 0 || writer(s) == (int)t)
            owners |= 1u << t;
    }
    return owners;
}

/* --------------------------------------------------------------- transitions
 */

static enum change apply_read(const struct op *op, const struct state *before,
                              struct state *after)
{
    if (writer(before) >= 0)
        return sync_busy(op); /* R2 */
    *after = *before;
    add_readings(after, op->arg, 1);
    return CHANGE_WRITE;
}

static enum change apply_write(const struct op *op, const struct state *before,
                               struct state *after)
{
    if (!is_free(before))
        return sync_busy(op);
    *after = (struct state){.b = (op->arg + 1) << WRITER_SHIFT};
    return CHANGE_WRITE;
}

static enum change apply_read_unlock(const struct op *op,
                                     const struct state *before,
                                     struct state *after)
{
    *after = *before;
    add_readings(after, op->arg, -1);
    return CHANGE_WRITE;
}

static enum change apply_write_unlock(const struct op *op,
                                      const struct state *before,
                                      struct state *after)
{
    (void)op;
    (void)before;
    *after = (struct state){0};
    return CHANGE_WRITE;
}

/* ---------------------------------------------------------------- operations
 */

/* The lock at an address. One that was set up statically is all 0, but for its
 * flags, which say whom it prefers. */
SYNC_INLINE struct place *rwlock_place(pthread_rwlock_t *l,
                                       const struct libc_call *c)
{
    sync_address(l, c);
    return engine_object(l, PLACE_RWLOCK, (struct state){0}, 0, 0);
}

static void check(const struct place *p, const struct libc_call *c)
{
    const pthread_rwlock_t *l = (const pthread_rwlock_t *)p->address;
    const struct __pthread_rwlock_arch_t *d = &l->__data;

    if (d->__readers || d->__writers || d->__wrphase_futex ||
        d->__writers_futex || d->__flags > PTHREAD_RWLOCK_DEFAULT_NP + 2)
        libc_fail(c, FINDING_MISUSE,
                  "uses a read-write lock that was not initialised, or was "
                  "destroyed before");
}

static struct op lock_op(struct place *p, bool write, const struct libc_call *c)
{
    struct op op = sync_op(c, p, write ? apply_write : apply_read);

    check(p, c);
    if (!write && readings(sync_now(p), op.arg) == COUNT_MAX)
        sync_unsupported(c, "so many locks for reading by one thread");
    op.order = ACQUIRE;
    op.failure = RELAXED;
    op.acquires = write || SEEDED(READERS_LEARN)
                      ? RELEASE_READER | RELEASE_WRITER
                      : RELEASE_WRITER;
    op.what = "a read-write lock";
    return op;
}

static int lock(struct place *p, bool write, const struct libc_call *c)
{
    struct op op = lock_op(p, write, c);

    engine_trap(&op);
    return 0;
}

static int try(struct place *p, bool write, const struct libc_call *c)
{
    struct op op = lock_op(p, write, c);

    return sync_try(&op) ? 0 : EBUSY;
}

static int lock_until(struct place *p, bool write, const struct until *end,
                      const struct libc_call *c)
{
    struct op op = lock_op(p, write, c);

    return sync_until(&op, end);
}

_Noreturn static void fail_unlock(const struct state *s,
                                  const struct libc_call *c)
{
    uint32_t owners = rwlock_owners(s);

    if (owners == 0)
        libc_fail(c, FINDING_MISUSE,
                  "unlocks a read-write lock that nobody holds");
    libc_fail(c, FINDING_MISUSE, "unlocks a read-write lock that only %s holds",
              judge_thread(__builtin_ctz(owners)));
}

static int unlock(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_read_unlock);
    const struct state *now = sync_now(p);

    check(p, c);
    op.order = RELEASE;
    op.releases = RELEASE_READER;
    if (writer(now) == (int)op.arg) { /* R3 */
        op.apply = apply_write_unlock;
        op.releases = RELEASE_WRITER;
    } else if (readings(now, op.arg) == 0)
        fail_unlock(now, c);
    engine_trap(&op);
    return 0;
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_rwlock_init);
LIBC_REPLACES(pthread_rwlock_destroy);
LIBC_REPLACES(pthread_rwlock_rdlock);
LIBC_REPLACES(pthread_rwlock_tryrdlock);
LIBC_REPLACES(pthread_rwlock_timedrdlock);
LIBC_REPLACES(pthread_rwlock_clockrdlock);
LIBC_REPLACES(pthread_rwlock_wrlock);
LIBC_REPLACES(pthread_rwlock_trywrlock);
LIBC_REPLACES(pthread_rwlock_timedwrlock);
LIBC_REPLACES(pthread_rwlock_clockwrlock);
LIBC_REPLACES(pthread_rwlock_unlock);

int ex_pthread_rwlock_init(pthread_rwlock_t *l,
                           const pthread_rwlockattr_t *attr)
{
    LIBC_CALL("pthread_rwlock_init");
    int shared = PTHREAD_PROCESS_PRIVATE;

    if (attr)
        pthread_rwlockattr_getpshared(attr, &shared);
    if (shared == PTHREAD_PROCESS_SHARED)
        sync_unsupported(&call, "a read-write lock between processes");
    sync_address(l, &call);
    engine_object_drop(l);
    *l = (pthread_rwlock_t){0};
    rwlock_place(l, &call);
    return 0;
}

int ex_pthread_rwlock_destroy(pthread_rwlock_t *l)
{
    LIBC_CALL("pthread_rwlock_destroy");
    struct place *p = rwlock_place(l, &call);
    uint32_t owners = rwlock_owners(sync_now(p));

    check(p, &call);
    if (owners)
        libc_fail(&call, FINDING_MISUSE,
                  "destroys a read-write lock while %s holds it",
                  judge_thread(__builtin_ctz(owners)));
    engine_object_drop(l);
    l->__data.__flags = UINT32_MAX;
    return 0;
}

int ex_pthread_rwlock_rdlock(pthread_rwlock_t *l)
{
    LIBC_CALL("pthread_rwlock_rdlock");

    return lock(rwlock_place(l, &call), false, &call);
}

int ex_pthread_rwlock_tryrdlock(pthread_rwlock_t *l)
{
    LIBC_CALL("pthread_rwlock_tryrdlock");

    return try(rwlock_place(l, &call), false, &call);
}

int ex_pthread_rwlock_timedrdlock(pthread_rwlock_t *l,
                                  const struct timespec *limit)
{
    LIBC_CALL("pthread_rwlock_timedrdlock");
    const struct until end = {CLOCK_REALTIME, limit};

    return lock_until(rwlock_place(l, &call), false, &end, &call);
}

int ex_pthread_rwlock_clockrdlock(pthread_rwlock_t *l, clockid_t clock,
                                  const struct timespec *limit)
{
    LIBC_CALL("pthread_rwlock_clockrdlock");
    const struct until end = {clock, limit};

    return lock_until(rwlock_place(l, &call), false, &end, &call);
}

int ex_pthread_rwlock_wrlock(pthread_rwlock_t *l)
{
    LIBC_CALL("pthread_rwlock_wrlock");

    return lock(rwlock_place(l, &call), true, &call);
}

int ex_pthread_rwlock_trywrlock(pthread_rwlock_t *l)
{
    LIBC_CALL("pthread_rwlock_trywrlock");

    return try(rwlock_place(l, &call), true, &call);
}

int ex_pthread_rwlock_timedwrlock(pthread_rwlock_t *l,
                                  const struct timespec *limit)
{
    LIBC_CALL("pthread_rwlock_timedwrlock");
    const struct until end = {CLOCK_REALTIME, limit};

    return lock_until(rwlock_place(l, &call), true, &end, &call);
}

int ex_pthread_rwlock_clockwrlock(pthread_rwlock_t *l, clockid_t clock,
                                  const struct timespec *limit)
{
    LIBC_CALL("pthread_rwlock_clockwrlock");
    const struct until end = {clock, limit};

    return lock_until(rwlock_place(l, &call), true, &end, &call);
}

int ex_pthread_rwlock_unlock(pthread_rwlock_t *l)
{
    LIBC_CALL("pthread_rwlock_unlock");

    return unlock(rwlock_place(l, &call), &call);
}
