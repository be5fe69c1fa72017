// Reads one line of the litmus language (see enumerate.c).

#include "litmus.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char LOCATIONS[] = "xyzwabcd";

static bool fail(char why[MAX_WHY], const char *what, const char *op)
{
    snprintf(why, MAX_WHY, "%s: %.20s", what, op);
    return false;
}

static bool parse_order(const char *text, unsigned *order)
{
    static const struct {
        const char *name;
        unsigned order;
    } orders[] = {
        {".rlx", 0},
        {".acq", ACQUIRE},
        {".rel", RELEASE},
        {".ar", ACQUIRE | RELEASE},
        {".sc", ACQUIRE | RELEASE | SEQ_CST},
    };
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        if (strcmp(text, orders[i].name) == 0) {
            *order = orders[i].order;
            return true;
        }
    }
    return false;
}

// How an operation is written: its letter, whether a location or a mutex
// follows, how many digits, whether an order, and which orders are wrong.
static const struct form {
    char letter;
    char place; // 'a'tomic, 'p'lain, 'm'utex or '-'
    int digits;
    bool ordered;
    enum kind kind;
} forms[] = {
    {'W', 'a', 1, true, STORE},        {'R', 'a', 0, true, LOAD},
    {'X', 'a', 1, true, EXCHANGE},     {'A', 'a', 1, true, ADD},
    {'C', 'a', 2, true, CAS},          {'F', '-', 0, true, FENCE},
    {'L', 'm', 0, false, LOCK},        {'U', 'm', 0, false, UNLOCK},
    {'P', 'p', 1, false, PLAIN_STORE}, {'p', 'p', 0, false, PLAIN_LOAD},
    {'=', '-', 1, false, GUARD},
};

static bool order_fits(const struct event *e)
{
    bool sc = e->order & SEQ_CST;
    switch (e->kind) {
    case LOAD:
        return sc || !(e->order & RELEASE);
    case STORE:
        return sc || !(e->order & ACQUIRE);
    case FENCE:
        return e->order != 0;
    default:
        return true;
    }
}

// Reads the place after the letter; moves *s past it.
static bool parse_place(const char **s, char place, int *loc)
{
    *loc = -1;
    if (place == '-') {
        return true;
    }
    char c = *(*s)++;
    if (place == 'm') {
        *loc = NUM_LOCATIONS + (c - '0');
        return c >= '0' && c < '0' + NUM_MUTEXES;
    }
    const char *at = c == '\0' ? NULL : strchr(LOCATIONS, c);
    if (at == NULL) {
        return false;
    }
    *loc = (int)(at - LOCATIONS);
    return (*loc < NUM_ATOMICS) == (place == 'a');
}

static bool parse_op(const char *op, struct event *e, char why[MAX_WHY])
{
    const struct form *form = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].letter == op[0]) {
            form = &forms[i];
        }
    }
    if (form == NULL) {
        return fail(why, "unknown operation", op);
    }
    *e = (struct event){.kind = form->kind};
    const char *s = op + 1;
    if (!parse_place(&s, form->place, &e->loc)) {
        return fail(why, "bad location or mutex", op);
    }
    for (int i = 0; i < form->digits; i++, s++) {
        if (!isdigit((unsigned char)*s)) {
            return fail(why, "a digit is missing", op);
        }
        e->expect = e->value;
        e->value = *s - '0';
    }
    bool good = form->ordered ? parse_order(s, &e->order) : *s == '\0';
    if (!good || (form->ordered && !order_fits(e))) {
        return fail(why, "bad memory order", op);
    }
    return true;
}

// A guard looks at an atomic register, and holds no mutex.
static bool guards_fit(const struct program *p)
{
    for (int t = 0; t < p->threads; t++) {
        enum kind source = INIT;
        int held = 0;
        for (int i = p->first[t]; i < p->end[t]; i++) {
            enum kind kind = p->event[i].kind;
            if (kind == GUARD) {
                if (source == INIT || source == PLAIN_LOAD || held > 0) {
                    return false;
                }
            } else if (kind == LOAD || kind == EXCHANGE || kind == ADD ||
                       kind == CAS || kind == PLAIN_LOAD) {
                source = kind;
            }
            held += (kind == LOCK) - (kind == UNLOCK);
        }
    }
    return true;
}

// Each thread must unlock what it locks, and lock it once at a time.
static bool locks_pair_up(const struct program *p)
{
    for (int t = 0; t < p->threads; t++) {
        uint64_t held = 0;
        for (int i = p->first[t]; i < p->end[t]; i++) {
            const struct event *e = &p->event[i];
            if (e->kind != LOCK && e->kind != UNLOCK) {
                continue;
            }
            if (((held & bit(e->loc)) != 0) != (e->kind == UNLOCK)) {
                return false;
            }
            held ^= bit(e->loc);
        }
        if (held != 0) {
            return false;
        }
    }
    return true;
}

// Puts an initial write for each location that occurs before the events.
static void add_inits(struct program *p)
{
    bool used[NUM_LOCATIONS] = {false};
    for (int i = 0; i < p->events; i++) {
        int loc = p->event[i].loc;
        if (loc >= 0 && loc < NUM_LOCATIONS) {
            used[loc] = true;
        }
    }
    struct event init[NUM_LOCATIONS];
    p->inits = 0;
    for (int loc = 0; loc < NUM_LOCATIONS; loc++) {
        p->init[loc] = -1;
        if (used[loc]) {
            p->init[loc] = p->inits;
            init[p->inits++] =
                (struct event){.kind = INIT, .thread = -1, .loc = loc};
        }
    }
    memmove(p->event + p->inits, p->event,
            (size_t)p->events * sizeof p->event[0]);
    memcpy(p->event, init, (size_t)p->inits * sizeof init[0]);
    p->events += p->inits;
    for (int t = 0; t < p->threads; t++) {
        p->first[t] += p->inits;
        p->end[t] += p->inits;
    }
}

// Copies the next word of the line; false at its end.
static bool next_word(const char **s, char word[MAX_NAME])
{
    while (isspace((unsigned char)**s)) {
        ++*s;
    }
    size_t len = 0;
    while ((*s)[len] != '\0' && !isspace((unsigned char)(*s)[len])) {
        len++;
    }
    size_t keep = len < MAX_NAME ? len : MAX_NAME - 1;
    memcpy(word, *s, keep);
    word[keep] = '\0';
    *s += len;
    return len > 0;
}

bool program_parse(struct program *p, const char *line, char why[MAX_WHY])
{
    char word[MAX_NAME];
    memset(p, 0, sizeof *p);
    if (!next_word(&line, p->name)) {
        return fail(why, "no name", line);
    }
    while (next_word(&line, word)) {
        if (strcmp(word, "|") == 0) {
            if (p->threads == MAX_THREADS) {
                return fail(why, "too many threads", p->name);
            }
            p->first[p->threads] = p->end[p->threads] = p->events;
            p->threads++;
            continue;
        }
        if (p->threads == 0) {
            return fail(why, "no '|' after the name", word);
        }
        if (p->events == MAX_EVENTS - NUM_LOCATIONS) {
            return fail(why, "too many operations", word);
        }
        struct event *e = &p->event[p->events++];
        if (!parse_op(word, e, why)) {
            return false;
        }
        e->thread = p->threads - 1;
        p->end[p->threads - 1] = p->events;
    }
    if (p->threads == 0 || !locks_pair_up(p)) {
        return fail(why, "no threads, or locks not in pairs", p->name);
    }
    if (!guards_fit(p)) {
        return fail(why, "a guard without a register or with a lock", p->name);
    }
    add_inits(p);
    return true;
}
