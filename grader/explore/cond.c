/* Condition variables.
 *
 * To wait is four operations: the thread joins those that wait, unlocks the
 * mutex, waits until it has been woken, and locks the mutex. To signal is one:
 * it wakes any one of those that wait at that moment, or nobody, and then
 * nothing is left of it.
 *
 * C1. A thread's bit goes from "waits" to "woken" by a signal, and back only
 *     when it waits anew. To find out that it was woken is a look: the order in
 *     which woken threads run is that in which they lock the mutex.
 * C2. A condition variable orders no memory: its operations are relaxed. What a
 *     woken thread knows, it knows from the mutex.
 * C3. A wait that ends by a time-out or for no reason only unlocks and locks
 *     the mutex. As its thread was not woken, no signal met it while it was
 *     among those that wait; so the executions are those in which it joins and
 *     leaves them at one moment, which nobody sees. */
#include "grader/explore/cond.h"

#include "grader/explore/mutex.h"
#include "grader/explore/seeded.h"

#include <errno.h>

enum { WOKEN_SHIFT = 32 };

static uint64_t waiting(const struct state *s)
{
    return (uint32_t)s->a;
}

static struct state woken(const struct state *s, uint64_t threads)
{
    uint64_t left = waiting(s) & ~threads;

    return (struct state){(s->a | threads << WOKEN_SHIFT) & ~threads,
                          left ? s->b : 0};
}

/* op->arg2 is the mutex. */
static enum change apply_join(const struct op *op, const struct state *before,
                              struct state *after)
{
    uint64_t me = (uint64_t)1 << op->arg;

    if (waiting(before) && before->b != op->arg2)
        return CHANGE_NONE;
    *after = (struct state){(before->a & ~(me << WOKEN_SHIFT)) | me, op->arg2};
    return CHANGE_WRITE;
}

static enum change apply_await(const struct op *op, const struct state *before,
                               struct state *after)
{
    (void)after;
    return before->a >> WOKEN_SHIFT >> op->arg & 1 ? CHANGE_NONE : CHANGE_BLOCK;
}

/* One of those that wait, counted from the lowest id. */
static uint64_t nth_thread(uint64_t threads, unsigned n)
{
    while (n-- > 0)
        threads &= threads - 1;
    return threads & -threads;
}

static enum change apply_signal(const struct op *op, const struct state *before,
                                struct state *after)
{
    if (!waiting(before))
        return CHANGE_NONE;
    *after = woken(before, SEEDED(SIGNAL_WAKES_ALL)
                               ? waiting(before)
                               : nth_thread(waiting(before), op->choice));
    return CHANGE_WRITE;
}

static unsigned count_waiting(const struct op *op, const struct state *before)
{
    int n = __builtin_popcountll(waiting(before));

    (void)op;
    return n ? (unsigned)n : 1;
}

static enum change apply_broadcast(const struct op *op,
                                   const struct state *before,
                                   struct state *after)
{
    (void)op;
    if (!waiting(before))
        return CHANGE_NONE;
    *after = woken(before, waiting(before));
    return CHANGE_WRITE;
}

static void check(const struct place *p, const struct libc_call *c)
{
    const pthread_cond_t *v = (const pthread_cond_t *)p->address;
    const uint32_t *word = (const uint32_t *)v;
    uint32_t any = 0;

    for (size_t i = 0; i < sizeof *v / sizeof *word; i++)
        any |= word[i];
    if (any)
        libc_fail(c, FINDING_MISUSE,
                  "uses a condition variable that was not initialised, or was "
                  "destroyed before");
}

static void await_signal(struct place *p, struct place *mutex, bool expires,
                         const struct libc_call *c)
{
    struct op join = sync_op(c, p, apply_join);
    struct op await = sync_op(c, p, apply_await);

    join.arg2 = mutex->address;
    engine_trap(&join);
    if (!join.wrote)
        libc_fail(c, FINDING_MISUSE,
                  "waits for a condition variable with one mutex while others "
                  "wait for it with another");
    mutex_unlock(mutex, c);
    await.kind = EVENT_WAIT;
    await.what = "a signal";
    await.expires = expires;
    engine_trap(&await);
}

int cond_wait(struct place *p, struct place *mutex, const struct until *end,
              const struct libc_call *c)
{
    bool times_out = false;
    uint64_t ns;

    check(p, c);
    if (!mutex_held(mutex))
        libc_fail(c, FINDING_MISUSE,
                  "waits for a condition variable without holding the mutex");
    if (end) {
        if (!sync_time(end, c, &ns))
            return EINVAL;
        times_out = sync_times_out(ns);
    }
    if (times_out || engine_fault(FAULT_SPURIOUS_WAKE))
        mutex_unlock(mutex, c); /* C3 */
    else
        await_signal(p, mutex, end != NULL, c);
    sync_touch(mutex, c);
    mutex_lock(mutex, c);
    return times_out ? ETIMEDOUT : 0;
}

void cond_signal(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_signal);

    check(p, c);
    op.choices = count_waiting;
    engine_trap(&op);
}

void cond_broadcast(struct place *p, const struct libc_call *c)
{
    struct op op = sync_op(c, p, apply_broadcast);

    check(p, c);
    engine_trap(&op);
}

void cond_check_destroy(const struct place *p, const struct libc_call *c)
{
    check(p, c);
    if (waiting(sync_now(p)))
        libc_fail(c, FINDING_MISUSE,
                  "destroys a condition variable while a thread waits for it");
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_cond_init);
LIBC_REPLACES(pthread_cond_destroy);
LIBC_REPLACES(pthread_cond_wait);
LIBC_REPLACES(pthread_cond_timedwait);
LIBC_REPLACES(pthread_cond_clockwait);
LIBC_REPLACES(pthread_cond_signal);
LIBC_REPLACES(pthread_cond_broadcast);

int ex_pthread_cond_init(pthread_cond_t *v, const pthread_condattr_t *attr)
{
    LIBC_CALL("pthread_cond_init");
    int shared = PTHREAD_PROCESS_PRIVATE;
    clockid_t clock = CLOCK_REALTIME;

    if (attr) {
        pthread_condattr_getpshared(attr, &shared);
        pthread_condattr_getclock(attr, &clock);
    }
    if (shared == PTHREAD_PROCESS_SHARED)
        sync_unsupported(&call, "a condition variable between processes");
    cond_make(v, clock, &call);
    return 0;
}

int ex_pthread_cond_destroy(pthread_cond_t *v)
{
    LIBC_CALL("pthread_cond_destroy");

    cond_check_destroy(cond_place(v, &call), &call);
    cond_unmake(v);
    return 0;
}

int ex_pthread_cond_wait(pthread_cond_t *v, pthread_mutex_t *m)
{
    LIBC_CALL("pthread_cond_wait");

    return cond_wait(cond_place(v, &call), mutex_place(m, &call), NULL, &call);
}

int ex_pthread_cond_timedwait(pthread_cond_t *v, pthread_mutex_t *m,
                              const struct timespec *limit)
{
    LIBC_CALL("pthread_cond_timedwait");
    struct place *p = cond_place(v, &call);
    const struct until end = {(clockid_t)p->type, limit};

    return cond_wait(p, mutex_place(m, &call), &end, &call);
}

int ex_pthread_cond_clockwait(pthread_cond_t *v, pthread_mutex_t *m,
                              clockid_t clock, const struct timespec *limit)
{
    LIBC_CALL("pthread_cond_clockwait");
    const struct until end = {clock, limit};

    return cond_wait(cond_place(v, &call), mutex_place(m, &call), &end, &call);
}

int ex_pthread_cond_signal(pthread_cond_t *v)
{
    LIBC_CALL("pthread_cond_signal");

    cond_signal(cond_place(v, &call), &call);
    return 0;
}

int ex_pthread_cond_broadcast(pthread_cond_t *v)
{
    LIBC_CALL("pthread_cond_broadcast");

    cond_broadcast(cond_place(v, &call), &call);
    return 0;
}
