/* futex(2), and what else of syscall(2) can be explored.
 *
 * A futex is a word of the program's memory and a queue of threads; the queue
 * is an object of its own at the same address. State: a = the threads that
 * sleep (a bit each), and from bit 32 on those that were woken since; b = the
 * id + 1 of the thread that is about to go to sleep, or 0.
 *
 * F1. Between the look at the word and joining the queue nobody is woken: the
 *     kernel holds a lock for that long, here `b` says who does. To sleep is
 *     four operations: take the lock (enter), read the word, join the queue and
 *     give the lock back (leave), wait until woken. To wake is one.
 * F2. That lock orders memory, as the kernel's does: who stores to the word and
 *     wakes nobody is seen by whoever comes to sleep afterwards. For that, a
 *     wake is a write even if nobody sleeps. C has no rule for it; nothing is
 *     lost with it, as a thread may always find the word changed and not sleep.
 * F3. A sleep that ends by a time-out or for no reason is only a look at the
 *     word: it can have joined and left the queue at one moment. */
#include "grader/explore/race.h"
#include "grader/explore/sync.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WOKEN_SHIFT = 32, NS_PER_S = 1000000000 };

/* -------------------------------------------------------------------- states
 */

static uint64_t sleeping(const struct state *s)
{
    return (uint32_t)s->a;
}

static int sleepers(const struct state *s)
{
    return __builtin_popcountll(sleeping(s));
}

static enum change apply_enter(const struct op *op, const struct state *before,
                               struct state *after)
{
    uint64_t woken = (uint64_t)1 << op->arg << WOKEN_SHIFT;

    if (before->b != 0)
        return CHANGE_BLOCK;
    *after = (struct state){before->a & ~woken, op->arg + 1};
    return CHANGE_WRITE;
}

/* op->arg2: whether to join the queue. */
static enum change apply_leave(const struct op *op, const struct state *before,
                               struct state *after)
{
    *after = (struct state){before->a | op->arg2 << op->arg, 0};
    return CHANGE_WRITE;
}

static enum change apply_await(const struct op *op, const struct state *before,
                               struct state *after)
{
    (void)after;
    return before->a >> WOKEN_SHIFT >> op->arg & 1 ? CHANGE_NONE : CHANGE_BLOCK;
}

/* In how many ways k of n can be chosen. */
static unsigned ways(int n, int k)
{
    uint64_t w = 1;

    for (int i = 1; i <= k; i++)
        w = w * (uint64_t)(n - k + i) / (uint64_t)i;
    return (unsigned)w;
}

/* op->arg is how many to wake, at most. */
static unsigned count_ways(const struct op *op, const struct state *before)
{
    int n = sleepers(before);

    return op->arg < (uint64_t)n ? ways(n, (int)op->arg) : 1;
}

/* The `choice`-th set of k of those threads. */
static uint64_t choose(uint64_t threads, int k, unsigned choice)
{
    uint64_t chosen = 0;

    for (; k > 0 && threads; threads &= threads - 1) {
        uint64_t first = threads & -threads;
        unsigned with = ways(__builtin_popcountll(threads) - 1, k - 1);
        if (choice < with) {
            chosen |= first;
            k--;
        } else
            choice -= with;
    }
    return chosen;
}

static enum change apply_wake(const struct op *op, const struct state *before,
                              struct state *after)
{
    int n = sleepers(before);
    int k = op->arg < (uint64_t)n ? (int)op->arg : n;
    uint64_t chosen = choose(sleeping(before), k, op->choice);

    if (before->b != 0)
        return CHANGE_BLOCK;
    *after = (struct state){(before->a & ~chosen) | chosen << WOKEN_SHIFT,
                            0}; /* F2 */
    return CHANGE_WRITE;
}

/* ---------------------------------------------------------------- operations
 */

struct futex {
    const struct libc_call *call;
    const uint32_t *word;
    struct place *queue;
};

static uintptr_t find_word(void *arg)
{
    struct op *op = arg;

    op->place = race_atomic((uintptr_t)op->arg, sizeof(uint32_t), false, op);
    return 0;
}

static uint32_t look(const struct futex *f)
{
    struct op op = {.kind = EVENT_READ,
                    .order = axioms_order(RELAXED, EVENT_READ),
                    .arg = (uintptr_t)f->word,
                    .name = f->call->name,
                    .pc = f->call->pc,
                    .frame = f->call->frame};

    engine_call(find_word, &op);
    engine_trap(&op);
    return (uint32_t)op.seen.a;
}

static int wait(const struct futex *f, uint32_t expected, bool expires)
{
    struct op enter = sync_op(f->call, f->queue, apply_enter);
    struct op leave = sync_op(f->call, f->queue, apply_leave);
    struct op await = sync_op(f->call, f->queue, apply_await);

    enter.order = ACQUIRE;
    enter.what = "another call of futex";
    engine_trap(&enter);
    leave.arg2 = look(f) == expected;
    leave.order = RELEASE;
    engine_trap(&leave);
    if (!leave.arg2)
        return EAGAIN;
    await.failure = ACQUIRE;
    await.what = "a wake on a futex";
    await.expires = expires;
    engine_trap(&await);
    return 0;
}

static int wait_until(const struct futex *f, uint32_t expected, bool has_end,
                      uint64_t end)
{
    bool times_out = has_end && sync_times_out(end);

    if (!times_out && !engine_fault(FAULT_SPURIOUS_WAKE))
        return wait(f, expected, has_end);
    if (look(f) != expected) /* F3 */
        return EAGAIN;
    return times_out ? ETIMEDOUT : 0;
}

static long wake(const struct futex *f, int n)
{
    struct op op = sync_op(f->call, f->queue, apply_wake);
    int asleep;

    op.arg = n < 0 ? INT_MAX : (uint64_t)n;
    op.choices = count_ways;
    op.order = ACQ_REL;
    op.what = "another call of futex";
    engine_trap(&op);
    asleep = sleepers(&op.seen);
    return op.arg < (uint64_t)asleep ? (long)op.arg : asleep;
}

/* ---------------------------------------------------------------- <unistd.h>
 */

static long failed(int error)
{
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}

/* FUTEX_WAIT lasts so long, FUTEX_WAIT_BITSET until then. */
static bool end_of(const struct futex *f, int op, const struct timespec *t,
                   uint64_t *ns)
{
    bool real = op & FUTEX_CLOCK_REALTIME;
    struct until end = {real ? CLOCK_REALTIME : CLOCK_MONOTONIC, t};

    if ((op & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET)
        return sync_time(&end, f->call, ns);
    libc_reads(f->call, t, sizeof *t);
    if (t->tv_sec < 0 || t->tv_nsec < 0 || t->tv_nsec >= NS_PER_S)
        return false;
    *ns = engine.current->now_ns + (uint64_t)t->tv_sec * NS_PER_S +
          (uint64_t)t->tv_nsec;
    return true;
}

static bool waits(int op)
{
    int command = op & FUTEX_CMD_MASK;

    return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
}

static bool has_bits(int op)
{
    int command = op & FUTEX_CMD_MASK;

    return command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET;
}

static __attribute__((noinline)) long futex(const struct futex *f, int op,
                                            uint32_t value,
                                            const struct timespec *t,
                                            uint32_t bits)
{
    uint64_t end = 0;

    if ((uintptr_t)f->word % sizeof *f->word)
        return failed(EINVAL);
    if (bits != FUTEX_BITSET_MATCH_ANY)
        sync_unsupported(f->call, "a set of bits to match");
    if (t && !end_of(f, op, t, &end))
        return failed(EINVAL);
    if (waits(op))
        return failed(wait_until(f, value, t != NULL, end));
    if ((op & FUTEX_CMD_MASK) != FUTEX_WAKE && !has_bits(op))
        sync_unsupported(f->call, "anything but waiting and waking");
    return wake(f, (int)value);
}

LIBC_REPLACES(gettid);

/* It is called with as many arguments as the system call takes; the others hold
 * anything, and must not get onto this thread's stack (E1). */
long ex_syscall(long number, const uint32_t *word, int op, uint32_t value,
                const struct timespec *time, const void *word2, uint32_t bits);
long ex_syscall(long number, const uint32_t *word, int op, uint32_t value,
                const struct timespec *time, const void *word2, uint32_t bits)
{
    const struct timespec *t = waits(op) ? time : NULL;
    uint32_t b = has_bits(op) ? bits : FUTEX_BITSET_MATCH_ANY;
    LIBC_CALL(number == SYS_futex ? "futex" : "syscall");

    (void)word2;
    if (number == SYS_gettid)
        return ex_gettid();
    if (number != SYS_futex)
        sync_unsupported(&call, "a call other than futex and gettid");
    sync_address(word, &call);
    struct futex f = {
        &call, word, engine_object(word, PLACE_FUTEX, (struct state){0}, 0, 0)};
    return futex(&f, op, value, t, b);
}
