/* Records a history. One call comes before another if its return happens before
 * the other begins, as far as the program itself has synchronised. */
#include "grader/explore/history.h"
#include "grader/explore/libc.h"

static struct history history;
static int returned[HISTORY_CALLS]; /* after which event of its thread */
static int open_call[THREADS_MAX];  /* the call that a thread is in, or -1 */
static uint64_t run;                /* engine.executions it belongs to */

struct request {
    const struct libc_call *call;
    int kind;
    unsigned capacity;
    enum ex_op op;
    long arg; /* or the result */
};

static const struct line *line(void)
{
    return &graph.lines[engine.current->id];
}

static uintptr_t begin(void *arg)
{
    const struct request *r = arg;

    run = engine.executions;
    history.kind = r->kind;
    history.capacity = r->capacity;
    history.n = 0;
    for (int t = 0; t < THREADS_MAX; t++)
        open_call[t] = -1;
    return 0;
}

static void check_begun(const struct request *r)
{
    if (run != engine.executions)
        libc_fail(r->call, FINDING_MISUSE, "calls %s before ex_history_begin",
                  r->call->name);
}

static uint64_t calls_before(void)
{
    const struct clock *known = &line()->hb;
    uint64_t before = 0;

    for (unsigned i = 0; i < history.n; i++) {
        const struct history_call *c = &history.calls[i];
        if (!c->pending && (c->thread == engine.current->id ||
                            known->at[c->thread] > returned[i]))
            before |= (uint64_t)1 << i;
    }
    return before;
}

static uintptr_t enter(void *arg)
{
    const struct request *r = arg;
    int *open = &open_call[engine.current->id];

    check_begun(r);
    if (*open >= 0)
        libc_fail(r->call, FINDING_MISUSE,
                  "calls ex_call twice without ex_return");
    if (history.n == HISTORY_CALLS)
        libc_fail(r->call, FINDING_UNSUPPORTED,
                  "a history has more than %d calls", HISTORY_CALLS);
    history.calls[history.n] =
        (struct history_call){.thread = engine.current->id,
                              .op = r->op,
                              .arg = r->arg,
                              .pending = true,
                              .before = calls_before()};
    *open = (int)history.n++;
    return 0;
}

static uintptr_t leave(void *arg)
{
    const struct request *r = arg;
    int *open = &open_call[engine.current->id];

    check_begun(r);
    if (*open < 0)
        libc_fail(r->call, FINDING_MISUSE, "calls ex_return without ex_call");
    history.calls[*open].pending = false;
    history.calls[*open].result = r->arg;
    returned[*open] = line()->time;
    *open = -1;
    return 0;
}

static const char *const kinds[] = {
    [EX_QUEUE] = "queue",     [EX_STACK] = "stack",       [EX_DEQUE] = "deque",
    [EX_COUNTER] = "counter", [EX_REGISTER] = "variable", [EX_LOCK] = "lock",
};

static uintptr_t decide(void *arg)
{
    const struct request *r = arg;
    char calls[FINDING_TEXT];

    check_begun(r);
    if (history_linearizable(&history))
        return 0;
    history_describe(&history, calls, sizeof calls);
    libc_fail(r->call, FINDING_HISTORY,
              "no order of these calls is right for a %s: %s",
              kinds[history.kind & ~EX_MAY_MISS], calls);
}

void ex_history_begin(int kind, unsigned capacity)
{
    LIBC_CALL("ex_history_begin");
    struct request r = {.call = &call, .kind = kind, .capacity = capacity};

    engine_call(begin, &r);
}

void ex_call(enum ex_op op, long arg)
{
    LIBC_CALL("ex_call");
    struct request r = {.call = &call, .op = op, .arg = arg};

    engine_call(enter, &r);
}

void ex_return(long result)
{
    LIBC_CALL("ex_return");
    struct request r = {.call = &call, .arg = result};

    engine_call(leave, &r);
}

void ex_history_check(void)
{
    LIBC_CALL("ex_history_check");
    struct request r = {.call = &call};

    engine_call(decide, &r);
}
