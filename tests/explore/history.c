/* The decision whether a history is linearizable, against known answers and
 * against trying all orders. Linked with grader/explore/history.c alone; prints
 * TAP. */
#include "grader/explore/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANDOM_HISTORIES = 100000, CALLS_MAX = 6, VALUES = 3 };

static struct history h;
static int tests, failures;

static uint64_t bit(unsigned i)
{
    return (uint64_t)1 << i;
}

static void begin(int kind, unsigned capacity)
{
    memset(&h, 0, sizeof h);
    h.kind = kind;
    h.capacity = capacity;
}

/* Appends a call, after those of its thread; its number. */
static unsigned call(int thread, enum ex_op op, long arg, long result)
{
    struct history_call *c = &h.calls[h.n];

    *c = (struct history_call){
        .thread = thread, .op = op, .arg = arg, .result = result};
    for (unsigned i = 0; i < h.n; i++) {
        if (h.calls[i].thread == thread)
            c->before |= h.calls[i].before | bit(i);
    }
    return h.n++;
}

/* The first call returned before the second, later one began. */
static void order(unsigned first, unsigned second)
{
    h.calls[second].before |= h.calls[first].before | bit(first);
}

static void expect(const char *what, bool linearizable)
{
    bool ok = history_linearizable(&h) == linearizable;

    printf("%sok %d - %s\n", ok ? "" : "not ", ++tests, what);
    failures += !ok;
}

static void test_queue(void)
{
    begin(EX_QUEUE, 0);
    call(1, EX_PUSH, 1, true);
    call(1, EX_PUSH, 2, true);
    call(2, EX_POP, 0, 1);
    unsigned last = call(2, EX_POP, 0, 2);
    expect("a queue gives the oldest first", true);
    h.calls[last - 1].result = 2;
    h.calls[last].result = 1;
    expect("a queue does not give the newest first", false);
    h.kind = EX_STACK;
    expect("a stack does", true);

    begin(EX_QUEUE, 0);
    call(1, EX_PUSH, 1, true);
    call(2, EX_POP, 0, 1);
    call(3, EX_POP, 0, 1);
    expect("a value comes out once", false);

    begin(EX_QUEUE, 0);
    unsigned push = call(1, EX_PUSH, 1, true);
    unsigned pop = call(2, EX_POP, 0, EX_EMPTY);
    expect("a pop may be before a push at the same time", true);
    order(push, pop);
    expect("a pop after a push finds something", false);
}

/* What two ends do that learn of each other late (store buffering). */
static void test_may_miss(void)
{
    begin(EX_QUEUE, 2);
    call(1, EX_PUSH, 1, true);
    call(1, EX_PUSH, 2, true);
    call(1, EX_PUSH, 3, false);
    call(2, EX_POP, 0, 1);
    call(2, EX_POP, 0, EX_EMPTY);
    expect("full and empty cannot both be seen late", false);
    h.kind |= EX_MAY_MISS;
    expect("with EX_MAY_MISS they can", true);

    begin(EX_QUEUE | EX_MAY_MISS, 1);
    call(1, EX_PUSH, 1, true);
    unsigned pop = call(2, EX_POP, 0, 1);
    unsigned push = call(1, EX_PUSH, 2, false);
    expect("a full queue may be seen late", true);
    order(pop, push);
    expect("but not when the pop happened before", false);
}

static void test_deque(void)
{
    begin(EX_DEQUE, 0);
    call(0, EX_PUSH, 1, true);
    unsigned push = call(0, EX_PUSH, 2, true);
    unsigned steal = call(1, EX_STEAL, 0, EX_EMPTY);
    order(push, steal);
    expect("a steal fails for a reason", false);
    call(2, EX_STEAL, 0, 1);
    expect("another thread's steal is one", true);
}

static void test_values(void)
{
    begin(EX_COUNTER, 0);
    unsigned a = call(1, EX_ADD, 1, EX_ANY), b = call(2, EX_ADD, 1, EX_ANY);
    unsigned get = call(0, EX_GET, 0, 2);
    order(a, get);
    order(b, get);
    expect("two additions are two", true);
    h.calls[get].result = 1;
    expect("an addition does not get lost", false);

    begin(EX_REGISTER, 0);
    call(1, EX_SET, 5, EX_ANY);
    call(2, EX_GET, 0, 5);
    call(2, EX_GET, 0, 0);
    expect("a variable does not go back", false);

    begin(EX_LOCK, 0);
    call(1, EX_ACQUIRE, 0, EX_ANY);
    unsigned release = call(1, EX_RELEASE, 0, EX_ANY);
    unsigned try = call(2, EX_TRY, 0, false);
    expect("a try fails while the lock is held", true);
    order(release, try);
    expect("a try does not fail when it is free", false);
}

static void test_pending(void)
{
    begin(EX_QUEUE, 0);
    unsigned push = call(1, EX_PUSH, 1, EX_ANY);
    unsigned pop = call(2, EX_POP, 0, 1);
    h.calls[push].pending = true;
    expect("a call that did not return may have had its effect", true);
    h.calls[pop].result = EX_EMPTY;
    expect("or not", true);
}

/* ---------------------------------------------------------------- all orders
 */

struct contents {
    int n;
    long items[CALLS_MAX];
};

static bool apply(const struct history_call *c, struct contents *q)
{
    int at;

    if (c->op == EX_PUSH) {
        if (h.capacity > 0 && q->n == (int)h.capacity)
            return !c->result;
        q->items[q->n++] = c->arg;
        return c->result;
    }
    if (q->n == 0)
        return c->result == EX_EMPTY;
    at = h.kind == EX_QUEUE ? 0 : q->n - 1;
    if (c->result != q->items[at])
        return false;
    q->n--;
    memmove(&q->items[at], &q->items[at + 1],
            (size_t)(q->n - at) * sizeof q->items[0]);
    return true;
}

static bool some_order_is_right(uint64_t taken, const struct contents *q)
{
    if (taken == bit(h.n) - 1)
        return true;
    for (unsigned i = 0; i < h.n; i++) {
        struct contents next = *q;
        if (taken & bit(i) || h.calls[i].before & ~taken)
            continue;
        if (apply(&h.calls[i], &next) &&
            some_order_is_right(taken | bit(i), &next))
            return true;
    }
    return false;
}

static int below(int n)
{
    return rand() % n;
}

static void make_random(void)
{
    int n = 1 + below(CALLS_MAX), pushed = 0;

    begin(below(2) ? EX_QUEUE : EX_STACK, (unsigned)below(3));
    for (int i = 0; i < n; i++) {
        unsigned k;
        if (below(2))
            k = call(below(3), EX_PUSH, ++pushed, below(4) > 0);
        else
            k = call(below(3), EX_POP, 0,
                     below(3) ? 1 + below(VALUES) : EX_EMPTY);
        if (k > 0 && below(3) == 0)
            order((unsigned)below((int)k), k);
    }
}

static void test_random(void)
{
    const struct contents empty = {0};
    int wrong = 0, right = 0;

    srand(1);
    for (int i = 0; i < RANDOM_HISTORIES; i++) {
        make_random();
        bool expected = some_order_is_right(0, &empty);
        wrong += history_linearizable(&h) != expected;
        right += expected;
        h.kind |= EX_MAY_MISS;
        wrong += expected && !history_linearizable(&h);
    }
    printf("%sok %d - random histories, %d of %d linearizable\n",
           wrong || !right ? "not " : "", ++tests, right, RANDOM_HISTORIES);
    failures += wrong || !right;
}

static void test_describe(void)
{
    static const char expected[] =
        "the main thread: push(1) -> true; thread 2: pop() -> empty, "
        "pop() has not returned";
    char text[200], small[20];

    begin(EX_QUEUE, 0);
    call(2, EX_POP, 0, EX_EMPTY);
    call(0, EX_PUSH, 1, true);
    h.calls[call(2, EX_POP, 0, 0)].pending = true;
    history_describe(&h, text, sizeof text);
    history_describe(&h, small, sizeof small);
    bool ok = strcmp(text, expected) == 0 &&
              strncmp(small, expected, sizeof small - 1) == 0 &&
              strlen(small) == sizeof small - 1;
    printf("%sok %d - a history is told thread by thread\n", ok ? "" : "not ",
           ++tests);
    failures += !ok;
}

int main(void)
{
    test_queue();
    test_may_miss();
    test_deque();
    test_values();
    test_pending();
    test_random();
    test_describe();
    printf("1..%d\n", tests);
    return failures > 0;
}
