/* Mistakes in what orders the threads' accesses: races, old values. */
#include "src/ui/story_why.h"

#include <string.h>

enum { LOCKS_MAX = 8 };

/* ------------------------------------------------------------ weak orders */

static void say_link_help(struct why *y, const struct story_link *l)
{
    if (strcmp(y->w->acts[l->read].s->name, "futex") == 0) {
        y->help = "To come back from FUTEX_WAIT does not mean to own the lock, "
                  "nor to see what its owner did: try again to take it, with "
                  "memory_order_acquire.";
        return;
    }
    const char *missing = "memory_order_release in %s and "
                          "memory_order_acquire in %s";

    if (l->release)
        y->help = SAY(y,
                      "With memory_order_acquire in %s, all that %s did before "
                      "%s happens before what %s does next.",
                      why_place(y, l->read), why_who(y, l->write),
                      why_place(y, l->write), why_who(y, l->read));
    else if (l->acquire)
        y->help = SAY(y,
                      "With memory_order_release in %s, all that %s did before "
                      "it happens before what %s does after %s.",
                      why_place(y, l->write), why_who(y, l->write),
                      why_who(y, l->read), why_place(y, l->read));
    else if (story_same_line(y->w->acts[l->write].at, y->w->acts[l->read].at))
        y->help = SAY(y,
                      "With memory_order_acq_rel in %s, all that %s did before "
                      "happens before what %s does next.",
                      why_place(y, l->read), why_who(y, l->write),
                      why_who(y, l->read));
    else
        y->help = SAY(y,
                      "With %s, all that %s did before happens before what %s "
                      "does next.",
                      arena_printf(y->w->arena, missing, why_place(y, l->write),
                                   why_place(y, l->read)),
                      why_who(y, l->write), why_who(y, l->read));
}

/* A value was handed over that brings nothing else with it. */
static bool why_weak_link(struct why *y, int from, int to)
{
    struct story_link l;

    if (!story_weak_link(y->w, from, to, &l))
        return false;
    const char *side = !l.release && !l.acquire ? "both are relaxed"
                       : l.acquire              ? "the store is relaxed"
                                                : "the load is relaxed";
    y->mistake =
        SAY(y,
            "%s sees in %s what %s stored in %s (%s), but need not see what "
            "that thread did before: %s.",
            why_who(y, l.read), why_place(y, l.read), why_who(y, l.write),
            why_what(y, l.write), why_place(y, l.write), side);
    say_link_help(y, &l);
    return true;
}

/* The thread stores to one variable, then loads an old value of another. */
static int store_before(const struct story_work *w, int old)
{
    const struct act *a = &w->acts[old];

    for (int i = old - 1; i >= 0; i--) {
        const struct act *b = &w->acts[i];
        if (b->s->thread == a->s->thread && story_is_object(b, "atomic") &&
            b->s->writes && !story_overlaps(a, b))
            return i;
    }
    return -1;
}

/* Two stores to one variable, of which the one that stands first is the last.
 */
static void say_swapped(struct why *y, int old)
{
    const struct act *a = &y->w->acts[old];

    y->mistake = SAY(y,
                     "%s reads in %s what %s stored to %s in %s, although the "
                     "store of %s in %s stands later: it takes its place "
                     "before the other one.",
                     why_who(y, old), why_place(y, old), why_who(y, a->from),
                     why_what(y, old), why_place(y, a->from),
                     why_who(y, a->newer), why_place(y, a->newer));
    y->help = "Unless all of these stores and loads are memory_order_seq_cst, "
              "stores of two threads to one variable may take effect in "
              "another order than what else the threads see suggests.";
}

bool why_old_value(struct why *y, int old)
{
    struct story_work *w = y->w;

    if (old < 0)
        return false;
    int newer = w->acts[old].newer, store = store_before(w, old);
    for (size_t k = 0; k < w->acts[old].s->nnewer; k++) {
        int i = story_index_of(w, w->acts[old].s->newer[k]);
        if (i >= 0 && why_weak_link(y, i, old))
            return true;
    }
    if (story_swapped(w, &w->acts[old])) {
        say_swapped(y, old);
        return true;
    }
    y->mistake =
        SAY(y,
            "%s reads an old value of %s in %s, although %s had stored a new "
            "one in %s.",
            why_who(y, old), why_what(y, old), why_place(y, old),
            why_who(y, newer), why_place(y, newer));
    if (store >= 0)
        y->help =
            SAY(y,
                "Release and acquire do not keep a load from overtaking an "
                "earlier store to another variable. Make such stores and loads "
                "(here %s and %s) memory_order_seq_cst in both threads, or "
                "put a seq_cst fence between them in both.",
                why_place(y, store), why_place(y, old));
    else
        y->help = "Without memory_order_seq_cst on all of these stores and "
                  "loads, threads need not see stores to different variables "
                  "in the same order.";
    return true;
}

/* -------------------------------------------------------------------- races
 */

static const char *lock_name(const struct why *y, int lock)
{
    const char *name = y->w->acts[lock].name;

    return name != NULL ? name : "a lock";
}

static bool shares_lock(const struct story_work *w, const int *a, size_t na,
                        const int *b, size_t nb)
{
    for (size_t i = 0; i < na; i++) {
        for (size_t k = 0; k < nb; k++) {
            if (w->acts[a[i]].s->address == w->acts[b[k]].s->address)
                return true;
        }
    }
    return false;
}

static bool why_locks(struct why *y)
{
    struct story_work *w = y->w;
    int a = w->other, b = w->access, held_a[LOCKS_MAX], held_b[LOCKS_MAX];
    size_t na = story_held(w, w->acts[a].s->thread, a, held_a, LOCKS_MAX);
    size_t nb = story_held(w, w->acts[b].s->thread, b, held_b, LOCKS_MAX);

    if (na + nb == 0)
        return false;
    if (shares_lock(w, held_a, na, held_b, nb)) {
        y->mistake = SAY(y,
                         "Both threads hold %s, but not so that it keeps "
                         "the other one out.",
                         lock_name(y, held_a[0]));
        y->help = "Whoever writes must hold the lock for writing.";
    } else if (na > 0 && nb > 0) {
        y->mistake =
            SAY(y, "%s is used under %s in %s, but under %s in %s.",
                why_what(y, b), lock_name(y, held_a[0]), why_place(y, a),
                lock_name(y, held_b[0]), why_place(y, b));
        y->help = "Two threads keep out of each other's way only if both lock "
                  "the same mutex.";
    } else {
        int with = na > 0 ? a : b, without = na > 0 ? b : a;
        const char *lock = lock_name(y, na > 0 ? held_a[0] : held_b[0]);
        y->mistake =
            SAY(y,
                "%s uses %s in %s with %s locked, but %s uses it in "
                "%s without.",
                why_who(y, with), why_what(y, with), why_place(y, with), lock,
                why_who(y, without), why_place(y, without));
        y->help = SAY(y,
                      "A mutex protects only if everybody locks it: lock "
                      "%s around %s, too.",
                      lock, why_place(y, without));
    }
    return true;
}

static bool goes_on(const struct story_work *w, int thread, int after)
{
    for (int i = after + 1; i < w->n; i++) {
        if (w->acts[i].s->thread == thread && story_is_shown(&w->acts[i]))
            return true;
    }
    return false;
}

/* The thread looked at something that another one changed before it went on. */
bool why_changed_since(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        int change = -1;
        bool race = w->access >= 0;
        if (!a->s->reads || a->s->writes || !story_is_memory(a) ||
            a->score == 0 || (race && !story_is_object(a, "atomic")) ||
            (!race && a->s->thread != w->thread))
            continue;
        for (int k = i + 1; k < w->n; k++) {
            const struct act *b = &w->acts[k];
            if (b->score == 0 || !story_overlaps(a, b))
                continue;
            if (b->s->thread == a->s->thread)
                break;
            if (b->s->writes) {
                change = k;
                break;
            }
        }
        if (change < 0 || !goes_on(w, a->s->thread, change))
            continue;
        y->mistake = SAY(y,
                         "%s looks at %s in %s; before it goes on, %s changes "
                         "it in %s.",
                         why_who(y, i), why_what(y, i), why_place(y, i),
                         why_who(y, change), why_place(y, change));
        y->help = "What a thread has seen is true only as long as nobody else "
                  "can change it: look and act in one step, under one lock or "
                  "with one atomic operation.";
        return true;
    }
    return false;
}

/* Whether one of two threads stores to the place of act i later on. */
static bool is_claimed(const struct story_work *w, int i, int one, int two)
{
    for (int k = i + 1; k < w->n; k++) {
        const struct act *a = &w->acts[k];
        if (a->s->writes && story_overlaps(a, &w->acts[i]) &&
            (a->s->thread == one || a->s->thread == two))
            return true;
    }
    return false;
}

/* The act of a thread that read the same value from the same place as act i, in
 * the same line; -1: none. */
static int same_read(const struct story_work *w, int i, int thread)
{
    const struct act *a = &w->acts[i];

    for (int k = 0; k < w->n; k++) {
        const struct act *b = &w->acts[k];
        if (b->s->thread == thread && b->s->reads && !b->s->writes &&
            b->s->address == a->s->address && b->from == a->from &&
            story_same_line(a->at, b->at))
            return k;
    }
    return -1;
}

/* Both threads have read the same value from an atomic variable, and go on with
 * it. */
static bool why_same_claim(struct why *y, int a, int b)
{
    struct story_work *w = y->w;
    int one = w->acts[a].s->thread, two = w->acts[b].s->thread;

    for (int i = 0; i < b; i++) {
        const struct act *r = &w->acts[i];
        if (r->s->thread != two || !r->s->reads || r->s->writes ||
            !story_is_object(r, "atomic") || !is_claimed(w, i, one, two))
            continue;
        int other = same_read(w, i, one);
        if (other < 0)
            continue;
        y->mistake = SAY(y,
                         "%s and %s both read %s in %s before either of them "
                         "has changed it, and so go on with the same value.",
                         why_who(y, other), why_who(y, i), why_what(y, i),
                         why_place(y, i));
        why_place(y, other);
        y->help = "To look and to claim must be one step: a "
                  "compare-and-exchange, an exchange or a fetch_add, or both "
                  "under one mutex.";
        return true;
    }
    return false;
}

/* The last act of a thread before act i that reads, or that stores to, an
 * atomic variable; -1: none. */
static int last_atomic(const struct story_work *w, int i, bool store)
{
    int thread = w->acts[i].s->thread;

    for (i--; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == thread && story_is_object(a, "atomic") &&
            story_is_memory(a) && (store ? a->s->writes : a->s->reads))
            return i;
    }
    return -1;
}

/* Two lines of one function. */
static bool side_by_side(const struct act *a, const struct act *b)
{
    return a->at != NULL && b->at != NULL && a->at->line != b->at->line &&
           strcmp(a->at->function, b->at->function) == 0;
}

/* The thread says that it is done, and only then does it. */
static bool why_too_early(struct why *y, int a, int b)
{
    struct story_work *w = y->w;
    int said = last_atomic(w, a, true), heard = last_atomic(w, b, false);

    if (said < 0 || heard < 0 || w->acts[heard].from != said ||
        !side_by_side(&w->acts[said], &w->acts[a]))
        return false;
    y->mistake = SAY(y,
                     "%s stores to %s in %s, which %s takes in %s to mean that "
                     "it may go on; but %s uses %s after that, in %s.",
                     why_who(y, said), why_what(y, said), why_place(y, said),
                     why_who(y, heard), why_place(y, heard), why_who(y, a),
                     why_what(y, a), why_place(y, a));
    y->help = SAY(y,
                  "First do it, then say so: the store of %s belongs "
                  "behind %s.",
                  why_place(y, said), why_place(y, a));
    return true;
}

/* A try that failed, and whose thread went on all the same. */
static bool why_failed_try(struct why *y, int access)
{
    struct story_work *w = y->w;

    for (int i = access - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread != w->acts[access].s->thread ||
            strstr(a->s->name, "try") == NULL)
            continue;
        if (a->s->kind != TRACE_LOOK)
            return false;
        y->mistake = SAY(y,
                         "%s does not get %s in %s, but goes on to use %s in "
                         "%s as if it had.",
                         why_who(y, i), why_what(y, i), why_place(y, i),
                         why_what(y, access), why_place(y, access));
        y->help = "A try may fail: look at what it returned before you go on.";
        return true;
    }
    return false;
}

/* The unit that a thread has taken from a semaphore before act i and not given
 * back; -1: none. */
int why_unit_of(const struct story_work *w, int thread, int i)
{
    for (i--; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == thread && story_is_object(a, "semaphore") &&
            a->s->writes)
            return a->s->wrote < a->s->read ? i : -1;
    }
    return -1;
}

static bool why_two_units(struct why *y)
{
    struct story_work *w = y->w;
    int a = why_unit_of(w, w->acts[w->other].s->thread, w->other);
    int b = why_unit_of(w, w->acts[w->access].s->thread, w->access);

    if (a < 0 || b < 0 || w->acts[a].s->address != w->acts[b].s->address)
        return false;
    y->mistake =
        SAY(y,
            "the semaphore %s lets %s in (%s) while %s is in (%s): it had more "
            "than "
            "one to give.",
            why_what(y, b), why_who(y, b), why_place(y, b), why_who(y, a),
            why_place(y, a));
    y->help = "A semaphore that is to let in one thread at a time begins at 1.";
    return true;
}

void why_race(struct why *y)
{
    struct story_work *w = y->w;
    int a = w->other, b = w->access;

    if (why_weak_link(y, a, b))
        return;
    int old = story_last_old(w, w->acts[b].s->thread, b);
    if (old < 0)
        old = story_last_old(w, w->acts[a].s->thread, w->n - 1);
    if (why_failed_try(y, a) || why_failed_try(y, b) || why_two_units(y) ||
        why_too_early(y, a, b) || why_old_value(y, old) || why_locks(y) ||
        why_same_claim(y, a, b))
        return;
    if (why_changed_since(y))
        return;
    y->mistake =
        story_same_line(w->acts[a].at, w->acts[b].at)
            ? SAY(y,
                  "%s and %s both run %s, and nothing makes one wait for the "
                  "other: they may use %s at the same time.",
                  why_who(y, a), why_who(y, b), why_place(y, a), why_what(y, a))
            : SAY(y,
                  "%s (%s) and %s (%s) both use %s, and nothing makes one wait "
                  "for the other: they may do so at the same time.",
                  why_place(y, a), why_who(y, a), why_place(y, b),
                  why_who(y, b), why_what(y, a));
    y->help = "Lock the same mutex around both, or make it an atomic variable, "
              "or let one thread wait for the other: a join, a semaphore.";
}

/* A thread stores what it made of a value that another one has changed since:
 * the change is lost. */
bool why_lost_update(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        int read = -1, between = -1;
        if (!story_is_memory(a) || !a->s->writes || a->s->reads)
            continue;
        for (int k = i - 1; k >= 0 && read < 0; k--) {
            const struct act *b = &w->acts[k];
            if (!story_overlaps(a, b))
                continue;
            if (b->s->thread != a->s->thread && b->s->writes)
                between = between < 0 ? k : between;
            else if (b->s->thread == a->s->thread && b->s->reads)
                read = k;
            else if (b->s->thread == a->s->thread)
                break;
        }
        if (read >= 0 && between < 0)
            between = w->acts[read].newer;
        if (read < 0 || between < 0 || w->acts[between].s->wrote == a->s->read)
            continue;
        y->mistake =
            SAY(y,
                "%s reads %s in %s and stores its result in %s, but %s has "
                "stored its own in %s: one of the two changes is lost.",
                why_who(y, i), why_what(y, i), why_place(y, read),
                why_place(y, i), why_who(y, between), why_place(y, between));
        y->help = "To read, to compute and to store must be one step: an "
                  "atomic_fetch_add or a compare-and-exchange, or all under "
                  "one mutex.";
        return true;
    }
    return false;
}
