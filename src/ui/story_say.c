/* What the steps of a row did, in words. */
#include "src/ui/story_parts.h"

#include <inttypes.h>
#include <string.h>

enum {
    NOTES_MAX = 4, /* of one row */
    VALUE_BITS = 8,
};

struct notes {
    struct story_work *w;
    struct story_note list[NOTES_MAX];
    size_t n, more;
};

/* Drops the first note that is nothing special. */
static void make_room(struct notes *n)
{
    size_t i = 0;

    while (i + 1 < n->n && n->list[i].tone != STORY_PLAIN)
        i++;
    memmove(&n->list[i], &n->list[i + 1], (n->n - i - 1) * sizeof *n->list);
    n->n--;
}

static void add(struct notes *n, enum story_tone tone, const char *text)
{
    for (size_t i = 0; i < n->n; i++) {
        if (strcmp(n->list[i].text, text) == 0)
            return;
    }
    if (n->n == NOTES_MAX) {
        make_room(n);
        n->more++;
    }
    n->list[n->n++] = (struct story_note){tone, text};
}

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

/* ------------------------------------------------------------------- values
 */

static int64_t sign_extend(uint64_t v, unsigned size)
{
    unsigned bits = size * VALUE_BITS;

    if (bits == 0 || bits >= 64)
        return (int64_t)v;
    uint64_t sign = (uint64_t)1 << (bits - 1);
    v &= (sign << 1) - 1;
    return (int64_t)((v ^ sign) - sign);
}

/* Where something of an explored program can be; a number of eight bytes that
 * lies nowhere there, such as an index with a tag, is no pointer. */
static bool is_address(uint64_t v)
{
    static const struct {
        uint64_t low, high;
    } places[] = {
        {0x400000, 0x1000000},            /* itself: it is linked without PIE */
        {0x1000000000, 0x1010000000},     /* blocks: grader/explore/heap.c */
        {0x2000000000, 0x2001000000},     /* stacks: grader/explore/fiber.c */
        {0x7e0000000000, 0x800000000000}, /* libraries */
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (v >= places[i].low && v < places[i].high)
            return true;
    }
    return false;
}

static bool holds_pointers(const struct story_work *w, const struct act *a)
{
    for (int i = 0; i < w->n; i++) {
        const struct trace_step *s = w->acts[i].s;
        if (s->size == 8 && s->address == a->s->address &&
            ((s->reads && is_address(s->read)) ||
             (s->writes && is_address(s->wrote))))
            return true;
    }
    return false;
}

/* Which of all the pointers seen this is, in order of appearance. */
static size_t pointer_number(const struct story_work *w, uint64_t v)
{
    uint64_t seen[26];
    size_t n = 0, max = sizeof seen / sizeof *seen;

    for (int i = 0; i < w->n; i++) {
        const struct trace_step *s = w->acts[i].s;
        const uint64_t both[] = {s->reads ? s->read : 0,
                                 s->writes ? s->wrote : 0};
        for (size_t k = 0; k < 2; k++) {
            size_t at = 0;
            if (s->size != 8 || !is_address(both[k]) ||
                !holds_pointers(w, &w->acts[i]))
                continue;
            while (at < n && seen[at] != both[k])
                at++;
            if (both[k] == v)
                return at;
            if (at == n && n < max)
                seen[n++] = both[k];
        }
    }
    return max;
}

/* What the explorer fills new memory with. */
static bool is_fresh(const struct act *a, uint64_t v)
{
    const uint64_t fresh = 0xa5a5a5a5a5a5a5a5;

    return a->s->size >= 2 && a->s->size <= 8 && a->from < 0 &&
           v == fresh >> (64 - VALUE_BITS * a->s->size);
}

const char *story_value(const struct story_work *w, const struct act *a,
                        uint64_t v)
{
    if (is_fresh(a, v))
        return "rubbish (nobody has stored anything)";
    if (a->s->size == 8 && holds_pointers(w, a)) {
        if (v == 0)
            return "NULL";
        for (int i = 0; i < w->n; i++) {
            const struct act *b = &w->acts[i];
            if (b->s->address == v && b->s->variable != NULL &&
                strchr(b->s->variable, ' ') == NULL)
                return arena_printf(w->arena, "&%s", b->s->variable);
        }
        size_t number = pointer_number(w, v);
        if (number < 26)
            return arena_printf(w->arena, "pointer %c", (int)('A' + number));
        return arena_printf(w->arena, "0x%" PRIx64, v);
    }
    if (a->s->size == 8 && v >> 32 != 0 && ~v >> 32 != 0)
        return arena_printf(w->arena, "0x%" PRIx64, v); /* parts of it count */
    return arena_printf(w->arena, "%" PRId64, sign_extend(v, a->s->size));
}

/* Who wrote what was read. */
static const char *origin(const struct story_work *w, const struct act *a)
{
    if (a->from < 0)
        return a->s->kind == TRACE_PLAIN_READ ? "" : ", its first value";
    const struct act *from = &w->acts[a->from];
    if (from->s->thread == a->s->thread)
        return "";
    return arena_printf(w->arena, ", from %s", story_place(w, from->at));
}

/* ------------------------------------------------------------------- memory
 */

/* " in x", or nothing where it has no name. */
static const char *in_name(const struct story_work *w, const struct act *a)
{
    return a->name != NULL ? arena_printf(w->arena, " in %s", a->name) : "";
}

/* "x: ", or nothing. */
static const char *of_name(const struct story_work *w, const struct act *a)
{
    return a->name != NULL ? arena_printf(w->arena, "%s: ", a->name) : "";
}

static bool has_value(const struct story_work *w, const struct act *a)
{
    unsigned n = a->s->size;
    /* The program was stopped before its last write reached memory. */
    bool cut = a->s->kind == TRACE_PLAIN_WRITE && a->last;

    (void)w;
    return !cut && (n == 1 || n == 2 || n == 4 || n == 8);
}

/* pthread_mutex_init, and the like. */
static bool is_setup(const struct story_work *w, const struct act *a)
{
    const char *line = a->s->kind == TRACE_PLAIN_WRITE && a->at != NULL
                           ? story_line(w, a->at->file, a->at->line)
                           : NULL;

    return line != NULL && strstr(line, "_init(") != NULL;
}

static void say_old(struct notes *n, const struct act *a)
{
    struct story_work *w = n->w;
    const struct act *newer = &w->acts[a->newer];

    if (story_swapped(w, a)) {
        add(n, STORY_OLD,
            arena_printf(w->arena,
                         "reads %s%s%s: that store takes its place after the "
                         "%s of %s (%s), which stands later here",
                         of_name(w, a), story_value(w, a, a->s->read),
                         origin(w, a), story_value(w, newer, newer->s->wrote),
                         story_thread(w, newer->s->thread),
                         story_place(w, newer->at)));
        return;
    }
    add(n, STORY_OLD,
        arena_printf(w->arena,
                     "reads %s%s, an old value: %s has already stored %s (%s), "
                     "but nothing orders this read after that",
                     of_name(w, a), story_value(w, a, a->s->read),
                     story_thread(w, newer->s->thread),
                     story_value(w, newer, newer->s->wrote),
                     story_place(w, newer->at)));
}

static void say_memory(struct notes *n, const struct act *a)
{
    struct story_work *w = n->w;
    const struct trace_step *s = a->s;
    enum story_tone tone = a->wrong ? STORY_WRONG : STORY_PLAIN;
    const char *text;

    if (s->kind == TRACE_LOOK)
        text = arena_printf(w->arena, "finds %s%s%s: changes nothing",
                            story_value(w, a, s->read), in_name(w, a),
                            origin(w, a));
    else if (s->reads && s->writes && s->read == s->wrote)
        text = arena_printf(w->arena, "finds %s%s and stores it again",
                            story_value(w, a, s->read), in_name(w, a));
    else if (s->reads && s->writes)
        text = arena_printf(w->arena, "changes %s from %s to %s",
                            a->name != NULL ? a->name : "it",
                            story_value(w, a, s->read),
                            story_value(w, a, s->wrote));
    else if (is_setup(w, a))
        text = arena_printf(w->arena, "prepares %s",
                            a->name != NULL ? a->name : "it");
    else if (!has_value(w, a))
        text =
            arena_printf(w->arena, "%s %s", s->writes ? "writes to" : "reads",
                         a->name != NULL ? a->name : "here");
    else if (s->writes)
        text = arena_printf(w->arena, "stores %s%s",
                            story_value(w, a, s->wrote), in_name(w, a));
    else
        text = arena_printf(w->arena, "reads %s%s%s", of_name(w, a),
                            story_value(w, a, s->read), origin(w, a));
    if (a->newer >= 0 && s->reads && !s->writes)
        say_old(n, a);
    else
        add(n, tone, text);
}

/* ------------------------------------------------------------------ objects
 */

static const char *woken(const struct story_work *w, const struct act *a)
{
    uint64_t threads =
        (a->s->wrote >> STORY_WOKEN_SHIFT) & ~(a->s->read >> STORY_WOKEN_SHIFT);
    const char *list = "";

    for (int t = 0; t < 32; t++) {
        if (threads >> t & 1)
            list = arena_printf(w->arena, "%s%s%s", list, *list ? ", " : "",
                                story_thread(w, t));
    }
    return *list ? list : "nobody";
}

static void say_lock(struct notes *n, const struct act *a, const char *object)
{
    struct story_work *w = n->w;
    const char *name = a->name != NULL ? a->name : object;
    bool waiting = strstr(a->s->name, "wait") != NULL;
    const char *verb = "locks", *how = "";

    if (a->s->kind == TRACE_LOOK) {
        add(n, STORY_PLAIN,
            arena_printf(w->arena, "finds %s taken: does not lock it", name));
        return;
    }
    if (story_is_unlock(a))
        verb = waiting ? "gives back" : "unlocks";
    else if (waiting)
        how = " again";
    if (strstr(a->s->name, "rdlock") != NULL)
        how = " for reading";
    else if (strstr(a->s->name, "wrlock") != NULL)
        how = " for writing";
    add(n, a->wrong ? STORY_WRONG : STORY_PLAIN,
        waiting && !a->name
            ? arena_printf(w->arena, "%s the mutex%s", verb, how)
            : arena_printf(w->arena, "%s %s%s", verb, name, how));
}

static void say_cond(struct notes *n, const struct act *a)
{
    struct story_work *w = n->w;
    const char *name = a->name != NULL ? a->name : "the condition variable";
    const char *text;

    if (strstr(a->s->name, "wait") != NULL)
        text = a->s->kind == TRACE_LOOK
                   ? "is woken"
                   : arena_printf(w->arena, "begins to wait on %s", name);
    else if (a->s->kind == TRACE_LOOK)
        text = arena_printf(
            w->arena, "signals %s, but nobody waits: nothing happens", name);
    else
        text =
            arena_printf(w->arena, "signals %s: wakes %s", name, woken(w, a));
    add(n, STORY_PLAIN, text);
}

/* The threads that come back from their sleep because of a wake. */
static const char *woken_by(const struct story_work *w, int wake)
{
    const char *list = "";

    for (int i = wake + 1; i < w->n; i++) {
        if (story_is_futex(&w->acts[i]) && w->acts[i].from == wake &&
            w->acts[i].s->kind == TRACE_LOOK)
            list = arena_printf(w->arena, "%s%s%s", list, *list ? ", " : "",
                                story_thread(w, w->acts[i].s->thread));
    }
    return *list ? list : "a thread";
}

static void say_futex(struct notes *n, int i)
{
    struct story_work *w = n->w;
    const struct act *a = &w->acts[i];
    const char *line =
        a->at != NULL ? story_line(w, a->at->file, a->at->line) : NULL;
    const char *text;

    if (a->s->kind == TRACE_LOOK && !a->s->reads)
        text = "is woken";
    else if (a->s->kind == TRACE_LOOK && line && strstr(line, "WAIT"))
        text = "does not sleep: the value has changed";
    else if (a->s->kind == TRACE_LOOK)
        text = "wakes nobody";
    else if (story_is_sleep(w, i))
        text = arena_printf(w->arena, "goes to sleep, as %s is %s",
                            a->name != NULL ? a->name : "it",
                            story_value(w, a, a->s->read));
    else
        text = arena_printf(w->arena, "wakes %s", woken_by(w, i));
    add(n, STORY_PLAIN, text);
}

static void say_semaphore(struct notes *n, const struct act *a)
{
    const struct trace_step *s = a->s;
    const char *name = a->name != NULL ? a->name : "the semaphore";

    if (s->kind == TRACE_LOOK)
        add(n, STORY_PLAIN,
            arena_printf(n->w->arena, "finds %s at %" PRIu64 ": takes nothing",
                         name, s->read));
    else
        add(n, STORY_PLAIN,
            arena_printf(n->w->arena, "%s %s: now %" PRIu64,
                         s->wrote > s->read ? "gives one to" : "takes one from",
                         name, s->wrote));
}

static void say_call(struct notes *n, const struct act *a)
{
    struct story_work *w = n->w;
    const struct trace_step *s = a->s;

    if (story_is_object(a, "barrier"))
        add(n, STORY_PLAIN,
            arena_printf(w->arena, "arrives at %s",
                         a->name ? a->name : "the barrier"));
    else if (s->kind == TRACE_CREATE)
        add(n, STORY_PLAIN,
            arena_printf(w->arena, "starts thread %d", s->child));
    else if (s->kind == TRACE_JOIN)
        add(n, STORY_PLAIN, "the thread it waits for has ended");
    else if (s->kind == TRACE_FENCE)
        add(n, STORY_PLAIN,
            s->order ? arena_printf(w->arena, "fence (%s)", s->order)
                     : "fence");
    else
        add(n, STORY_PLAIN, arena_printf(w->arena, "calls %s", s->name));
}

/* A choice that the explorer made before act i, for its thread. */
static void say_choice(struct notes *n, int i)
{
    struct story_work *w = n->w;

    for (int k = i - 1; k >= 0; k--) {
        const struct trace_step *s = w->acts[k].s;
        if (s->thread != w->acts[i].s->thread)
            continue;
        if (s->kind != TRACE_CHOICE || s->choice == 0)
            return;
        if (strcmp(s->name, "time-out") == 0)
            add(n, STORY_WRONG, "the wait ends: its time is over");
        else if (begins(s->name, "spurious"))
            add(n, STORY_WRONG, "the wait ends without a signal");
        else if (begins(s->name, "weak"))
            add(n, STORY_PLAIN, "fails for no reason, as a weak exchange may");
        else
            add(n, STORY_WRONG, s->name);
        return;
    }
}

/* A thread that reads something and stores it anew, in two steps. */
static bool say_store_after_read(struct notes *n, int before, int i)
{
    const struct act *a = &n->w->acts[i], *b = &n->w->acts[before];
    struct story_note *last = &n->list[n->n - 1];

    if (!a->s->writes || a->s->reads || !b->s->reads || b->s->writes ||
        a->s->address != b->s->address || !has_value(n->w, a))
        return false;
    last->text = arena_printf(n->w->arena, "%s; then stores %s", last->text,
                              story_value(n->w, a, a->s->wrote));
    if (a->wrong && last->tone == STORY_PLAIN)
        last->tone = STORY_WRONG;
    return true;
}

static void say_act(struct notes *n, int i)
{
    const struct act *a = &n->w->acts[i];

    say_choice(n, i);
    if (story_is_free(a))
        add(n, a->wrong ? STORY_WRONG : STORY_PLAIN,
            arena_printf(n->w->arena, "frees %s",
                         a->name != NULL ? a->name : "it"));
    else if (story_is_futex(a) && a->s->kind != TRACE_READ)
        say_futex(n, i);
    else if (a->s->kind == TRACE_PLAIN_READ ||
             a->s->kind == TRACE_PLAIN_WRITE || story_is_object(a, "atomic"))
        say_memory(n, a);
    else if (story_is_object(a, "mutex"))
        say_lock(n, a, "the mutex");
    else if (story_is_object(a, "rwlock"))
        say_lock(n, a, "the lock");
    else if (story_is_object(a, "spinlock"))
        say_lock(n, a, "the spin lock");
    else if (story_is_object(a, "cond"))
        say_cond(n, a);
    else if (story_is_object(a, "semaphore"))
        say_semaphore(n, a);
    else
        say_call(n, a);
}

/* Of several accesses of the same kind to the same place the last one says all;
 * an old value is said in any case. */
static bool said_later(const struct story_work *w, const int *acts, size_t n,
                       size_t i)
{
    const struct act *a = &w->acts[acts[i]];

    for (size_t k = i + 1; k < n && a->newer < 0 && !a->wrong; k++) {
        const struct act *b = &w->acts[acts[k]];
        if (b->s->address == a->s->address && b->s->kind == a->s->kind &&
            b->s->address != 0 && b->s->reads == a->s->reads &&
            b->s->writes == a->s->writes && b->from == a->from &&
            !story_is_object(a, "mutex"))
            return true;
    }
    return false;
}

void story_say(struct story_work *w, const int *acts, size_t n,
               struct story_row *row)
{
    struct notes notes = {.w = w};

    for (size_t i = 0; i < n; i++) {
        bool dull = n > 1 && story_is_constant(w, acts[i]) &&
                    acts[i] != w->access && w->acts[acts[i]].s->size == 8;
        if (dull || said_later(w, acts, n, i))
            continue;
        if (notes.n == 0 || !say_store_after_read(&notes, acts[i - 1], acts[i]))
            say_act(&notes, acts[i]);
    }
    if (notes.n == 0)
        add(&notes, STORY_PLAIN, "runs this line");
    struct story_note *kept =
        ARENA_ARRAY(w->arena, struct story_note, notes.n + 1);
    if (notes.more > 0)
        kept[row->nnotes++] = (struct story_note){
            STORY_PLAIN, arena_printf(w->arena, "after %zu other step%s:",
                                      notes.more, notes.more == 1 ? "" : "s")};
    memcpy(kept + row->nnotes, notes.list, notes.n * sizeof *kept);
    row->notes = kept;
    row->nnotes += notes.n;
}
