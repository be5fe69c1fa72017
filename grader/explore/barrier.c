/* Barriers.
 *
 * State: a = how many threads arrived since it opened last, and from bit 32 on
 * how often it has opened. place->limit is how many it takes; 0: it was not set
 * up.
 *
 * B1. To arrive is one update; the last one opens the barrier with it. The
 *     others then look whether it has opened since they arrived. It cannot open
 *     again before another full number has arrived.
 * B2. Whoever leaves knows what was done before all the arrivals of that round:
 *     the last update accumulates what they released, and each who leaves
 *     acquires it. */
#include "grader/explore/sync.h"

#include <errno.h>
#include <pthread.h>

enum { OPENED_SHIFT = 32 };

static uint32_t arrived(const struct state *s)
{
    return (uint32_t)s->a;
}

static uint64_t opened(const struct state *s)
{
    return s->a >> OPENED_SHIFT;
}

static enum change apply_arrive(const struct op *op, const struct state *before,
                                struct state *after)
{
    uint32_t n = arrived(before) + 1;

    if (n == op->place->limit)
        after->a = (opened(before) + 1) << OPENED_SHIFT;
    else
        after->a = opened(before) << OPENED_SHIFT | n;
    after->b = 0;
    return CHANGE_WRITE;
}

/* op->arg is how often it had opened when the thread arrived. */
static enum change apply_leave(const struct op *op, const struct state *before,
                               struct state *after)
{
    (void)after;
    return opened(before) == op->arg ? CHANGE_BLOCK : CHANGE_NONE;
}

SYNC_INLINE struct place *barrier_place(pthread_barrier_t *b,
                                        const struct libc_call *c)
{
    struct place *p;

    sync_address(b, c);
    p = engine_object(b, PLACE_BARRIER, (struct state){0}, 0, 0);
    if (p->limit == 0)
        libc_fail(c, FINDING_MISUSE,
                  "uses a barrier that was not initialised, or was destroyed "
                  "before");
    return p;
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_barrier_init);
LIBC_REPLACES(pthread_barrier_destroy);
LIBC_REPLACES(pthread_barrier_wait);

int ex_pthread_barrier_init(pthread_barrier_t *b,
                            const pthread_barrierattr_t *attr, unsigned count)
{
    LIBC_CALL("pthread_barrier_init");
    int shared = PTHREAD_PROCESS_PRIVATE;

    sync_address(b, &call);
    if (attr)
        pthread_barrierattr_getpshared(attr, &shared);
    if (shared == PTHREAD_PROCESS_SHARED)
        sync_unsupported(&call, "a barrier between processes");
    if (count == 0)
        return EINVAL;
    engine_object_drop(b);
    engine_object(b, PLACE_BARRIER, (struct state){0}, 0, count);
    return 0;
}

int ex_pthread_barrier_destroy(pthread_barrier_t *b)
{
    LIBC_CALL("pthread_barrier_destroy");

    if (arrived(sync_now(barrier_place(b, &call))) > 0)
        libc_fail(&call, FINDING_MISUSE,
                  "destroys a barrier while a thread waits at it");
    engine_object_drop(b);
    return 0;
}

int ex_pthread_barrier_wait(pthread_barrier_t *b)
{
    LIBC_CALL("pthread_barrier_wait");
    struct place *p = barrier_place(b, &call);
    struct op arrive = sync_op(&call, p, apply_arrive);
    struct op leave = sync_op(&call, p, apply_leave);

    arrive.order = ACQ_REL;
    engine_trap(&arrive);
    if (arrived(&arrive.seen) + 1 == p->limit)
        return PTHREAD_BARRIER_SERIAL_THREAD;
    leave.arg = opened(&arrive.seen);
    leave.kind = EVENT_WAIT;
    leave.order = ACQUIRE; /* B2 */
    leave.what = "the other threads at a barrier";
    engine_trap(&leave);
    return 0;
}
