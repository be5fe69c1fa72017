/* Recognises a thread that waits in a loop. */
#include "grader/explore/spin.h"
#include "grader/explore/seeded.h"

#include "grader/explore/machine.h"
#include "grader/explore/strategy.h"

#include <string.h>

enum { FUTILE_MAX = 1 << 12 }; /* a power of two */

static uint64_t mix(uint64_t h, uint64_t word)
{
    return (h ^ word) * 0x9E3779B97F4A7C15u;
}

/* The words of a stretch of memory. Four sums side by side, as one would wait
 * for the multiplier. */
static uint64_t sum(uint64_t a, uintptr_t from, uintptr_t to)
{
    const uint64_t *p = (const uint64_t *)from, *end = (const uint64_t *)to;
    uint64_t b = 1, c = 2, d = 3;

    for (; p + 4 <= end; p += 4) {
        a = mix(a, p[0]);
        b = mix(b, p[1]);
        c = mix(c, p[2]);
        d = mix(d, p[3]);
    }
    for (; p < end; p++)
        a = mix(a, *p);
    a = mix(mix(a, b ^ b >> 32), mix(c ^ c >> 32, d));
    return a ^ a >> 32;
}

/* The registers that engine_trap pushed and all of the stack that is in use;
 * the frame of a hook, where it is known to hold nothing else, is left out:
 * what earlier calls left there would tell one turn from another. */
static uint64_t fingerprint(const struct thread *t)
{
    const struct op *op = t->op;
    uint64_t f = op->pc;

    if (SEEDED(SPIN_BY_ADDRESS))
        return f;
    if (op->base == 0)
        return sum(f, t->sp, t->stack_high);
    f = mix(mix(mix(f, (uintptr_t)op->apply), op->arg), op->arg2);
    f = sum(f, t->sp, t->sp + MACHINE_RETURN * sizeof(uint64_t));
    return sum(f, op->base, t->stack_high);
}

static bool may_wait(const struct thread *t)
{
    const struct op *op = t->op;
    bool reads = op->kind == EVENT_READ || op->kind == EVENT_UPDATE;

    /* A thread with a stack of its own making cannot be looked through. */
    return reads && !op->yields && t->sp >= t->stack_low &&
           t->sp < t->stack_high;
}

bool spin_saw_newest(const struct event *e, int first)
{
    const struct place *p = e->place;
    int last = p->nmo - 1;

    while (last > 0 && p->mo[last]->thread == e->thread &&
           p->mo[last]->nth >= first)
        last--;
    return e->rf->position >= last;
}

/* Whether another thread has read what e wrote. */
static bool was_seen(const struct event *e)
{
    for (const struct event *r = e->readers; r; r = r->next_reader) {
        if (r->thread != e->thread)
            return true;
    }
    return false;
}

static enum spin judge(const struct line *l, int n)
{
    enum spin how = SPIN_NEWEST;
    int first = l->n - n;

    for (int i = first; i < l->n; i++) {
        const struct event *e = l->events[i];
        if (!e->reads)
            continue;
        if (e->writes && was_seen(e))
            return SPIN_NONE;
        if (e->revisited)
            how = SPIN_PINNED;
        else if (how < SPIN_STALE && !spin_saw_newest(e, first))
            how = e->back > 0 ? SPIN_STALE : SPIN_OLD;
    }
    return how;
}

/* ------------------------------------------------------------ plain writes */

void spin_writes(struct thread *t, uintptr_t address, size_t size)
{
    struct spin_write *w = &t->written[t->nwritten];

    if (t->nlog == 0)
        return;
    if (t->nwritten == SPIN_WRITES || size > sizeof w->before) {
        spin_wrote(t);
        return;
    }
    w->address = address;
    w->size = (unsigned)size;
    memcpy(w->before, (void *)address, size);
    t->nwritten++;
}

static bool covers(const struct spin_write *w, uintptr_t byte)
{
    return byte - w->address < w->size;
}

/* Whether all that was overwritten since the i-th write is there again. */
static bool restored(const struct thread *t, int i)
{
    for (int k = i; k < t->nwritten; k++) {
        const struct spin_write *w = &t->written[k];
        for (unsigned b = 0; b < w->size; b++) {
            int j = i; /* the first to overwrite this byte */
            while (!covers(&t->written[j], w->address + b))
                j++;
            if (j == k && w->before[b] != *(uint8_t *)(w->address + b))
                return false;
        }
    }
    return true;
}

/* ------------------------------------------------------- what is futile to
 * read
 */

static uint64_t futile[FUTILE_MAX]; /* a hash table of states with values */
static int nfutile;

static uint64_t futile_key(uint64_t f, const struct state *value)
{
    uint64_t key = mix(mix(f, value->a + 1), value->b);

    return key ? key : 1;
}

static uint64_t *find_futile(uint64_t key)
{
    size_t i = (size_t)(key >> 32) % FUTILE_MAX;

    while (futile[i] && futile[i] != key)
        i = (i + 1) % FUTILE_MAX;
    return &futile[i];
}

static void learn(uint64_t f, const struct event *e)
{
    uint64_t key = futile_key(f, &e->rf->value);
    uint64_t *slot = find_futile(key);

    if (*slot || !e->reads || nfutile == FUTILE_MAX / 2)
        return;
    *slot = key;
    nfutile++;
}

bool spin_known_futile(const struct thread *t, const struct state *value)
{
    const struct spin_entry *e = &t->log[t->nlog - 1];

    if (nfutile == 0 || t->nlog == 0 || t->stack_written ||
        e->events != graph.lines[t->id].n)
        return false;
    return *find_futile(futile_key(e->fingerprint, value)) != 0;
}

void spin_reset(void)
{
    memset(futile, 0, sizeof futile);
    nfutile = 0;
}

enum spin spin_arrive(struct thread *t, int *events, int *mark)
{
    const struct line *l = &graph.lines[t->id];
    uint64_t f;

    if (!may_wait(t))
        return SPIN_NONE;
    f = fingerprint(t);
    for (int i = t->nlog - 1; i >= 0; i--) {
        const struct spin_entry *e = &t->log[i];
        if (e->fingerprint != f || e->events >= l->n || !restored(t, e->writes))
            continue;
        enum spin how = judge(l, l->n - e->events);
        if (how == SPIN_NONE)
            break;
        if (l->n - e->events == 1 && t->outside == e->plains &&
            !t->stack_written)
            learn(f, l->events[l->n - 1]);
        *events = l->n - e->events;
        *mark = e->mark;
        t->nlog = i + 1; /* the loop's body will be entered anew */
        t->nwritten = e->writes;
        return how;
    }
    if (t->nlog == SPIN_LOG) {
        memmove(t->log, t->log + 1, sizeof t->log - sizeof *t->log);
        t->nlog--;
    }
    if (t->nlog == 0)
        t->nwritten = 0;
    t->log[t->nlog++] =
        (struct spin_entry){f, l->n, 0, t->outside, t->nwritten, t->now_ns};
    return SPIN_NONE;
}

bool spin_waits(const struct thread *t, int n)
{
    const struct line *l = &graph.lines[t->id];

    for (int i = l->n - n; i < l->n; i++) {
        const struct event *e = l->events[i];
        for (int k = l->n - n; e->reads && k < i; k++) {
            const struct event *o = l->events[k];
            if (o->reads && o->place == e->place && o->rf != e->rf)
                return false;
        }
    }
    return true;
}

void spin_begin(struct thread *t)
{
    struct spin_entry *e = &t->log[t->nlog - 1];

    if (engine_strategy->mark && t->nlog > 0 &&
        e->events == graph.lines[t->id].n)
        e->mark = engine_strategy->mark();
}

void spin_forget(struct thread *t, int n)
{
    graph_forget(t->id, n);
    t->now_ns = t->log[t->nlog - 1].now_ns;
}

void spin_park(struct thread *t, int n)
{
    const struct line *l = &graph.lines[t->id];

    t->npark = 0;
    for (int i = l->n - n; i < l->n; i++) {
        const struct event *e = l->events[i];
        int k = 0;
        if (!e->reads)
            continue;
        while (k < t->npark && t->park[k] != e->place)
            k++;
        if (k < t->npark)
            continue;
        if (k == SPIN_PLACES) { /* too many: any event may concern it */
            t->npark = 0;
            break;
        }
        t->park[t->npark++] = e->place;
    }
    spin_forget(t, n);
    for (int k = 0; k < t->npark; k++)
        t->park_writes[k] = t->park[k]->nmo;
    t->parked = true;
    t->parked_at = graph.n;
}

bool spin_go_on(struct thread *t, enum spin how, int n, int mark)
{
    (void)mark;
    if (how == SPIN_NEWEST)
        spin_park(t, n);
    else if (how == SPIN_OLD)
        spin_forget(t, n);
    return how != SPIN_STALE; /* that is tried with the newest value, too */
}

bool spin_parked(const struct thread *t)
{
    if (!t->parked || (t->npark == 0 && graph.n != t->parked_at))
        return false;
    if (SEEDED(SPIN_NEVER_WOKEN))
        return true;
    for (int k = 0; k < t->npark; k++) {
        if (t->park[k]->nmo != t->park_writes[k])
            return false;
    }
    return true;
}
