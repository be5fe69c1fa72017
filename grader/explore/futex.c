/* futex(2), and what else of syscall(2) can be explored.
 *
 * A futex is a word of the program's memory and a queue of threads. The kernel
 * looks at the word and lets a thread join the queue as one step; so here both
 * are the state of one place: a = the value of the word, b = the threads that
 * sleep on it (a bit each), and from bit 32 on those that were woken since.
 *
 * F1. To sleep is an update of the word that leaves its value as it is: it
 *     stands in the modification order where the kernel looked at the word. A
 *     store that comes later finds the thread asleep, and whoever stores and
 *     then wakes sees it.
 * F2. For that, every store to such a word must hand on who sleeps, and becomes
 *     an update; which words these are is known once a thread has come to sleep
 *     on them. The search begins again then (ENDING_RESTART).
 * F3. Release sequences pass through sleeping and waking as if they were not
 *     there. Who is woken knows what its waker did, as in the kernel.
 * F4. A sleep that ends by a time-out or for no reason is only a look at the
 *     word: it can have joined and left the queue at one moment. */
#include "grader/explore/futex.h"

#include "grader/explore/race.h"
#include "grader/explore/sync.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WOKEN_SHIFT = 32, NS_PER_S = 1000000000, WORDS_MAX = 64 };

/* -------------------------------------------------------------------- states
 */

static uint64_t sleeping(const struct state *s)
{
    return (uint32_t)s->b;
}

static int sleepers(const struct state *s)
{
    return __builtin_popcountll(sleeping(s));
}

/* op->arg is the thread, op->arg2 the value that the word must have. */
static enum change apply_sleep(const struct op *op, const struct state *before,
                               struct state *after)
{
    uint64_t me = (uint64_t)1 << op->arg;

    if ((uint32_t)before->a != (uint32_t)op->arg2)
        return CHANGE_NONE;
    *after = (struct state){before->a, (before->b | me) & ~(me << WOKEN_SHIFT)};
    return CHANGE_WRITE;
}

static enum change apply_await(const struct op *op, const struct state *before,
                               struct state *after)
{
    (void)after;
    return before->b >> WOKEN_SHIFT >> op->arg & 1 ? CHANGE_NONE : CHANGE_BLOCK;
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

    if (n == 0)
        return CHANGE_NONE;
    *after = (struct state){before->a,
                            (before->b & ~chosen) | chosen << WOKEN_SHIFT};
    return CHANGE_WRITE;
}

/* ---------------------------------------------------------------- operations
 */

struct futex {
    const struct libc_call *call;
    const uint32_t *word;
};

static uintptr_t words[WORDS_MAX]; /* F2; outlives the execution */
static int nwords;

bool futex_is(uintptr_t address)
{
    for (int i = 0; i < nwords; i++) {
        if (words[i] == address)
            return true;
    }
    return false;
}

static uintptr_t find_word(void *arg)
{
    struct op *op = arg;
    uintptr_t address = (uintptr_t)op->place;

    op->place = race_atomic(address, sizeof(uint32_t), false, op);
    if (op->place->futex || op->kind == EVENT_READ)
        return 0;
    if (nwords == WORDS_MAX)
        engine_leave(ENDING_LIMIT);
    words[nwords++] = address;
    engine_leave(ENDING_RESTART); /* F2 */
}

/* An operation on the word; its place is found before. */
static struct op word_op(const struct futex *f, enum event_kind kind,
                         op_apply *apply)
{
    return (struct op){.kind = kind,
                       .order = axioms_order(RELAXED, kind),
                       .failure = axioms_order(RELAXED, EVENT_READ),
                       .manner = MANNER_ASIDE,
                       .apply = apply,
                       .arg = (uint64_t)engine.current->id,
                       .place = (struct place *)(uintptr_t)f->word,
                       .name = f->call->name,
                       .pc = f->call->pc,
                       .frame = f->call->frame};
}

static uint32_t look(const struct futex *f)
{
    struct op op = word_op(f, EVENT_READ, NULL);

    op.manner = MANNER_UPDATE;
    engine_call(find_word, &op);
    engine_trap(&op);
    return (uint32_t)op.seen.a;
}

static int wait(const struct futex *f, uint32_t expected, bool expires)
{
    struct op sleep = word_op(f, EVENT_UPDATE, apply_sleep);
    struct op await = word_op(f, EVENT_WAIT, apply_await);

    sleep.arg2 = expected;
    engine_call(find_word, &sleep);
    engine_trap(&sleep);
    if (!sleep.wrote)
        return EAGAIN;
    await.place = sleep.place;
    await.order = ACQUIRE; /* F3 */
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
    if (look(f) != expected) /* F4 */
        return EAGAIN;
    return times_out ? ETIMEDOUT : 0;
}

static long wake(const struct futex *f, int n)
{
    struct op op = word_op(f, EVENT_UPDATE, apply_wake);
    int asleep;

    op.arg = n < 0 ? INT_MAX : (uint64_t)n;
    op.choices = count_ways;
    engine_call(find_word, &op);
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
    struct futex f = {&call, word};
    return futex(&f, op, value, t, b);
}
