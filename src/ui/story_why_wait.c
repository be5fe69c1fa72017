/* Why threads wait for ever. */
#include "src/ui/story_why.h"

#include <string.h>

enum { LOCKS_MAX = 8 };

/* ---------------------------------------------------------------- deadlocks
 */

static const struct stuck *stuck_thread(const struct story_work *w, int thread)
{
    for (size_t i = 0; i < w->nstuck; i++) {
        if (w->stuck[i].thread == thread)
            return &w->stuck[i];
    }
    return NULL;
}

static const char *wanted(const struct stuck *t)
{
    return t->name != NULL ? t->name : "a lock";
}

/* A circle of threads, each of which holds what the one before it wants. */
static bool why_circle(struct why *y)
{
    struct story_work *w = y->w;

    for (size_t i = 0; i < w->nstuck; i++) {
        const struct stuck *t = &w->stuck[i], *at = t;
        const char *text = story_thread(w, t->thread);
        size_t steps = 0;
        do {
            const char *holder = story_thread(w, at->holder);
            text =
                arena_printf(w->arena, "%s%s waits for %s, held by %s", text,
                             steps == 0 ? "" : ", which", wanted(at), holder);
            at = stuck_thread(w, at->holder);
        } while (++steps <= w->nstuck && at != NULL && at->holder >= 0 &&
                 at != t);
        if (at != t || t->holder < 0 || t->holder == t->thread)
            continue;
        y->mistake = SAY(y, "%s: they wait in a circle.", text);
        y->help = "Whoever needs several locks must take them in the same "
                  "order everywhere.";
        return true;
    }
    return false;
}

static bool why_held(struct why *y)
{
    struct story_work *w = y->w;
    int locks[LOCKS_MAX];

    for (size_t k = 0; k < 2 * w->nstuck; k++) {
        const struct stuck *t = &w->stuck[k % w->nstuck];
        bool self = t->holder == t->thread;
        if (t->holder < 0 || self != (k < w->nstuck))
            continue;
        size_t n = story_held(w, t->holder, w->n, locks, LOCKS_MAX);
        const char *where = n > 0 ? arena_printf(w->arena, " (locked in %s)",
                                                 why_place(y, locks[n - 1]))
                                  : "";
        if (self) {
            y->mistake = SAY(y, "%s waits for %s, which it holds itself%s.",
                             story_thread(w, t->thread), wanted(t), where);
            y->help = "A thread cannot lock a mutex again that it holds: it "
                      "would wait for itself. Unlock it first, on every way "
                      "out of the function.";
            return true;
        }
        const struct stuck *holder = stuck_thread(w, t->holder);
        y->mistake =
            holder != NULL
                ? SAY(y, "%s waits for %s, held by %s%s, which waits itself.",
                      story_thread(w, t->thread), wanted(t),
                      story_thread(w, t->holder), where)
                : SAY(y, "%s waits for %s, but %s%s never unlocks it.",
                      story_thread(w, t->thread), wanted(t),
                      story_thread(w, t->holder), where);
        y->help = holder != NULL
                      ? "Do not wait for something else while you hold a lock "
                        "that somebody needs to bring it about."
                      : "Every lock needs its unlock, on every way out of the "
                        "function: early returns, too.";
        return true;
    }
    return false;
}

static bool is_signal(const struct act *a)
{
    return story_is_object(a, "cond") && strstr(a->s->name, "wait") == NULL;
}

/* The act with which a thread began its last wait on a condition variable. */
static int last_wait(const struct story_work *w, int thread)
{
    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == thread && story_is_object(a, "cond") &&
            a->s->writes && strstr(a->s->name, "wait") != NULL)
            return i;
    }
    return -1;
}

static bool why_signal(struct why *y)
{
    struct story_work *w = y->w;

    for (size_t i = 0; i < w->nstuck; i++) {
        int wait = last_wait(w, w->stuck[i].thread), early = -1, taken = -1;
        for (int k = 0; wait >= 0 && k < w->n; k++) {
            const struct act *a = &w->acts[k];
            if (!is_signal(a) || a->s->address != w->acts[wait].s->address)
                continue;
            early = k < wait && a->s->kind == TRACE_LOOK ? k : early;
            taken = k > wait && a->s->writes ? k : taken;
        }
        if (wait < 0 || strstr(w->stuck[i].view->state, "signal") == NULL)
            continue;
        if (taken >= 0) {
            y->mistake = SAY(y,
                             "The signal of %s wakes %s, not %s, and no "
                             "further one comes.",
                             why_place(y, taken),
                             story_thread(w, story_woken(&w->acts[taken])),
                             story_thread(w, w->stuck[i].thread));
            y->help = "One signal wakes one thread, whichever it is. Where "
                      "several may wait, for different things, broadcast.";
        } else if (early >= 0) {
            y->mistake = SAY(y,
                             "%s signals in %s, before %s waits in %s: a "
                             "signal that nobody waits for is lost.",
                             why_who(y, early), why_place(y, early),
                             why_who(y, wait), why_place(y, wait));
            y->help = "Wait only while what you wait for is not yet true: "
                      "look at it and change it with the mutex locked, so that "
                      "no signal can come between the look and the wait.";
        } else if (story_last_old(w, w->stuck[i].thread, wait) >= 0) {
            int old = story_last_old(w, w->stuck[i].thread, wait);
            y->mistake =
                SAY(y,
                    "%s still reads the old value of %s in %s, which %s has "
                    "changed in %s, and waits; nobody signals any more.",
                    why_who(y, old), why_what(y, old), why_place(y, old),
                    why_who(y, w->acts[old].newer),
                    why_place(y, w->acts[old].newer));
            y->help = "Change it with the mutex locked: whoever locks the "
                      "mutex next sees the new value.";
        } else {
            y->mistake = SAY(y, "%s waits in %s, and nobody signals any more.",
                             why_who(y, wait), why_place(y, wait));
            y->help = "Whoever makes true what others wait for must signal, "
                      "every time.";
        }
        return true;
    }
    return false;
}

/* A thread sleeps on a futex: who changed it, and who called wake? */
static bool why_futex(struct why *y)
{
    struct story_work *w = y->w;
    int sleep = -1, change = -1, wake = -1;

    for (size_t t = 0; t < w->nstuck && sleep < 0; t++) {
        for (int i = w->n - 1; i >= 0 && sleep < 0; i--) {
            const struct act *a = &w->acts[i];
            if (a->s->thread == w->stuck[t].thread && story_is_sleep(w, i))
                sleep = i;
        }
    }
    for (int i = 0; sleep >= 0 && i < w->n; i++) {
        const struct act *a = &w->acts[i], *s = &w->acts[sleep];
        if (a->s->thread == s->s->thread || a->s->address != s->s->address)
            continue;
        if (story_is_futex(a) && !story_is_sleep(w, i) && a->s->reads)
            wake = i;
        else if (story_is_memory(a) && a->s->writes && i > sleep)
            change = i;
    }
    if (sleep < 0)
        return false;
    if (wake >= 0 && wake < sleep && change < 0) {
        y->mistake = SAY(y,
                         "%s wakes in %s, before %s goes to sleep in %s: a "
                         "wake that nobody sleeps for is lost.",
                         why_who(y, wake), why_place(y, wake),
                         why_who(y, sleep), why_place(y, sleep));
        y->help = "A futex sleeps only while the word has the value that is "
                  "passed: read that value before you look at what you wait "
                  "for, so that a change in between ends the sleep at once.";
    } else if (change >= 0 && wake < change) {
        y->mistake =
            SAY(y,
                "%s goes to sleep in %s; %s changes %s in %s, but "
                "wakes nobody after that.",
                why_who(y, sleep), why_place(y, sleep), why_who(y, change),
                why_what(y, change), why_place(y, change));
        y->help = "Whoever changes a word on which others may sleep must call "
                  "FUTEX_WAKE afterwards.";
    } else {
        return false;
    }
    return true;
}

/* The last thing that a thread read before it was stuck in a loop. */
static int last_read(const struct story_work *w, int thread)
{
    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == thread && a->s->reads && story_is_memory(a))
            return i;
    }
    return -1;
}

/* Threads that read the same in a loop, and nobody left who changes it. */
static bool why_loops(struct why *y)
{
    struct story_work *w = y->w;
    const char *text = "";
    size_t n = 0;

    for (size_t i = 0; i < w->nstuck; i++) {
        int read = last_read(w, w->stuck[i].thread);
        if (strstr(w->stuck[i].view->state, "loop") == NULL || read < 0)
            continue;
        const char *value =
            w->acts[read].s->size == 8 && w->acts[read].s->read > UINT16_MAX
                ? "what it is"
                : arena_printf(w->arena, "%lld",
                               (long long)w->acts[read].s->read);
        text = arena_printf(w->arena, "%s%s%s waits in %s while %s is %s", text,
                            n > 0 ? ", and " : "",
                            story_thread(w, w->stuck[i].thread),
                            why_place(y, read), why_what(y, read), value);
        n++;
    }
    if (n == 0)
        return false;
    y->mistake = SAY(y,
                     n > 1 ? "%s: each waits for what only the other could "
                             "change."
                           : "%s, and nobody is left who would change it.",
                     text);
    y->help = n > 1 ? "Somebody has to give way: let one of them withdraw, or "
                      "decide by a single atomic operation who goes first."
                    : "Look at who should have changed it, and what that "
                      "thread saw when it came by.";
    return true;
}

static const char *short_waits(struct why *y)
{
    struct story_work *w = y->w;
    const char *text = "";

    for (size_t i = 0; i < w->nstuck; i++)
        text = arena_printf(
            w->arena, "%s%s%s %s in %s", text, *text ? ", and " : "",
            story_thread(w, w->stuck[i].thread), w->stuck[i].view->state,
            story_place(w, w->stuck[i].at));
    return text;
}

/* A unit of a semaphore that was never given back. */
static bool why_unit(struct why *y)
{
    struct story_work *w = y->w;

    for (size_t i = 0; i < w->nstuck; i++) {
        const struct stuck *t = &w->stuck[i];
        if (strstr(t->view->state, "semaphore") == NULL)
            continue;
        for (size_t k = 0; k < w->trace->nthreads; k++) {
            int unit = why_unit_of(w, w->trace->threads[k].id, w->n);
            if (unit < 0 || w->trace->threads[k].id == t->thread)
                continue;
            y->mistake =
                SAY(y,
                    "%s takes one from %s in %s and never gives it "
                    "back, so %s waits in %s.",
                    why_who(y, unit), why_what(y, unit), why_place(y, unit),
                    story_thread(w, t->thread), story_place(w, t->at));
            y->help = "Every sem_wait needs its sem_post, on every way out of "
                      "the function.";
            return true;
        }
    }
    return false;
}

static bool spins(const struct story_work *w)
{
    return strstr(w->stuck[0].view->state, "loop") != NULL;
}

void why_stuck(struct why *y)
{
    struct story_work *w = y->w;

    if (why_circle(y) || why_held(y) || why_signal(y))
        return;
    if (why_old_value(y, story_last_old(w, -1, w->n - 1)))
        return;
    if (why_futex(y) || (w->nstuck > 0 && spins(w) && why_lost_update(y)) ||
        why_loops(y) || why_unit(y))
        return;
    y->mistake =
        SAY(y, "%s; there is nobody left who could end that.", short_waits(y));
    y->help =
        w->nstuck > 0 && strstr(w->stuck[0].view->state, "barrier") != NULL
            ? "A barrier lets nobody through before as many threads have come "
              "as it was set up for; here fewer ever come."
            : "Look for who should have ended it, and why that thread could "
              "not, or did so before.";
}
