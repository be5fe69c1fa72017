/* Wing and Gong's search (JPDC 1993): takes a call of which all predecessors
 * are taken and whose result is right now; goes back where none is. Lowe's
 * memory (CCPE 2017): the same calls taken and the same state were tried
 * before, so nothing comes of it. */
#include "grader/explore/history.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SEEN_SLOTS = 1 << 14 }; /* a power of two; full, it forgets */

/* An object as one thread alone would find it: items[first] to
 * items[first + n - 1], the oldest first; or a value in items[0]. */
struct model {
    unsigned first, n;
    long items[2 * HISTORY_CALLS];
};

struct seen {
    uint32_t search;
    uint64_t taken, state;
};

struct search {
    const struct history *h;
    uint64_t allowed;                /* calls that may be taken */
    uint64_t required;               /* calls that must be */
    const struct history_call *last; /* to be right after them; or NULL */
};

static struct seen seen[SEEN_SLOTS];
static uint32_t searches;

static uint64_t bit(unsigned i)
{
    return (uint64_t)1 << i;
}

/* ------------------------------------------------------------ what is expected
 */

static bool fits(const struct history_call *c, long result)
{
    return c->pending || c->result == EX_ANY || c->result == result;
}

static bool fits_truth(const struct history_call *c, bool result)
{
    return c->pending || c->result == EX_ANY || (c->result != 0) == result;
}

static bool push(const struct history *h, const struct history_call *c,
                 struct model *m)
{
    if (h->capacity > 0 && m->n == h->capacity)
        return fits_truth(c, false);
    if (!fits_truth(c, true))
        return false;
    m->items[m->first + m->n++] = c->arg;
    return true;
}

static bool take(const struct history_call *c, struct model *m, bool oldest)
{
    long value;

    if (m->n == 0)
        return fits(c, EX_EMPTY);
    value = m->items[oldest ? m->first : m->first + m->n - 1];
    if (!fits(c, value))
        return false;
    m->first += oldest;
    m->n--;
    return true;
}

static bool removes(const struct history_call *c)
{
    return (c->op == EX_POP || c->op == EX_STEAL) &&
           (c->pending || c->result != EX_EMPTY);
}

/* Whether another thread took something at the same time. */
static bool contended(const struct history *h, const struct history_call *c)
{
    unsigned me = (unsigned)(c - h->calls);

    for (unsigned i = 0; i < h->n; i++) {
        const struct history_call *other = &h->calls[i];
        if (other->thread != c->thread && removes(other) &&
            !(c->before & bit(i)) && !(other->before & bit(me)))
            return true;
    }
    return false;
}

static bool steal(const struct history *h, const struct history_call *c,
                  struct model *m)
{
    if (fits(c, EX_EMPTY) && !c->pending && contended(h, c))
        return true;
    return take(c, m, true);
}

/* A lock's value is 1 + the thread that holds it. */
static bool lock(const struct history_call *c, struct model *m)
{
    long *holder = &m->items[0];
    bool is_free = *holder == 0;

    if (c->op == EX_RELEASE) {
        if (*holder != c->thread + 1)
            return false;
        *holder = 0;
        return true;
    }
    if (c->op == EX_TRY && !fits_truth(c, is_free))
        return false;
    if (is_free)
        *holder = c->thread + 1;
    return is_free || c->op == EX_TRY;
}

/* Makes the call; false if it cannot have that result. */
static bool make(const struct history *h, const struct history_call *c,
                 struct model *m)
{
    long before = m->items[0];

    switch (c->op) {
    case EX_PUSH:
        return push(h, c, m);
    case EX_POP:
        return take(c, m, (h->kind & ~EX_MAY_MISS) == EX_QUEUE);
    case EX_STEAL:
        return steal(h, c, m);
    case EX_ADD:
        m->items[0] += c->arg;
        return fits(c, before);
    case EX_GET:
        return fits(c, before);
    case EX_SET:
        m->items[0] = c->arg;
        return true;
    case EX_ACQUIRE:
    case EX_TRY:
    case EX_RELEASE:
        return lock(c, m);
    }
    return false;
}

/* ------------------------------------------------------------------- searching
 */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static bool was_here(uint64_t taken, const struct model *m)
{
    uint64_t state = mix(m->n, (uint64_t)m->items[0]);
    struct seen *s;

    for (unsigned i = 0; i < m->n; i++)
        state = mix(state, (uint64_t)m->items[m->first + i]);
    s = &seen[mix(state, taken) % SEEN_SLOTS];
    if (s->search == searches && s->taken == taken && s->state == state)
        return true;
    *s = (struct seen){searches, taken, state};
    return false;
}

static bool is_goal(const struct search *s, uint64_t taken,
                    const struct model *m)
{
    struct model after = *m;

    if ((taken & s->required) != s->required)
        return false;
    return !s->last || make(s->h, s->last, &after);
}

static bool explore(const struct search *s, uint64_t taken,
                    const struct model *m)
{
    struct model next;

    if (is_goal(s, taken, m))
        return true;
    if (was_here(taken, m))
        return false;
    for (unsigned i = 0; i < s->h->n; i++) {
        const struct history_call *c = &s->h->calls[i];
        uint64_t needed = c->before & (s->required | s->allowed);
        if (!(s->allowed & ~taken & bit(i)) || (needed & ~taken))
            continue;
        next = *m;
        if (make(s->h, c, &next) && explore(s, taken | bit(i), &next))
            return true;
    }
    return false;
}

static bool search(const struct search *s)
{
    struct model empty = {0};

    searches++;
    return explore(s, 0, &empty);
}

/* A call that found it full or empty. */
static bool missed(const struct history_call *c)
{
    if (c->pending)
        return false;
    return c->op == EX_PUSH ? c->result == 0 : c->result == EX_EMPTY;
}

/* Whether some of the other calls, and all that come before it, could have led
 * to the call's result. */
static bool justified(const struct history *h, unsigned i, uint64_t others)
{
    const struct history_call *c = &h->calls[i];
    struct search s = {
        .h = h, .allowed = others, .required = others & c->before, .last = c};

    for (unsigned k = 0; k < h->n; k++) {
        if (h->calls[k].before & bit(i))
            s.allowed &= ~bit(k);
        if (h->calls[k].pending)
            s.required &= ~bit(k);
    }
    return search(&s);
}

bool history_linearizable(const struct history *h)
{
    struct search s = {.h = h};

    for (unsigned i = 0; i < h->n; i++) {
        if ((h->kind & EX_MAY_MISS) && missed(&h->calls[i]))
            continue;
        s.allowed |= bit(i);
        if (!h->calls[i].pending)
            s.required |= bit(i);
    }
    if (!search(&s))
        return false;
    for (unsigned i = 0; i < h->n; i++) {
        if (!(s.allowed & bit(i)) && !justified(h, i, s.allowed))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ describing
 */

struct text {
    char *at;
    size_t left;
};

static void add(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct text *t, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(t->at, t->left, format, args);
    va_end(args);
    if (n < 0 || t->left == 0)
        return;
    n = (size_t)n < t->left ? n : (int)t->left - 1;
    t->at += n;
    t->left -= (size_t)n;
}

static const char *const names[] = {
    [EX_PUSH] = "push", [EX_POP] = "pop",         [EX_STEAL] = "steal",
    [EX_ADD] = "add",   [EX_GET] = "get",         [EX_SET] = "set",
    [EX_TRY] = "try",   [EX_ACQUIRE] = "acquire", [EX_RELEASE] = "release",
};

static void add_result(struct text *t, const struct history_call *c)
{
    if (c->pending)
        add(t, " has not returned");
    else if (c->result == EX_EMPTY)
        add(t, " -> empty");
    else if (c->op == EX_PUSH || c->op == EX_TRY)
        add(t, " -> %s", c->result ? "true" : "false");
    else if (c->result != EX_ANY)
        add(t, " -> %ld", c->result);
}

static void add_call(struct text *t, const struct history_call *c)
{
    if (c->op == EX_PUSH || c->op == EX_ADD || c->op == EX_SET)
        add(t, "%s(%ld)", names[c->op], c->arg);
    else
        add(t, "%s()", names[c->op]);
    add_result(t, c);
}

void history_describe(const struct history *h, char *text, size_t size)
{
    struct text t = {text, size};
    int most = 0;

    for (unsigned i = 0; i < h->n; i++)
        most = h->calls[i].thread > most ? h->calls[i].thread : most;
    for (int thread = 0; thread <= most; thread++) {
        bool any = false;
        for (unsigned i = 0; i < h->n; i++) {
            if (h->calls[i].thread != thread)
                continue;
            if (any)
                add(&t, ", ");
            else if (thread == 0)
                add(&t, "the main thread: ");
            else
                add(&t, "%sthread %d: ", t.at == text ? "" : "; ", thread);
            add_call(&t, &h->calls[i]);
            any = true;
        }
    }
}
