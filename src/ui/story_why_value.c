/* Where a wrong value came from. */
#include "src/ui/story_why.h"

#include <string.h>

/* ------------------------------------------------------- wrong values */

/* A choice that was taken against the thread: its wait ended early. */
static bool why_wait_ended(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i > 0; i--) {
        const struct act *a = &w->acts[i - 1], *next = &w->acts[i];
        if (a->s->kind != TRACE_CHOICE || a->s->choice == 0 ||
            a->s->thread != w->thread || next->at == NULL)
            continue;
        bool late = strcmp(a->s->name, "time-out") == 0;
        if (!late && strncmp(a->s->name, "spurious", 8) != 0)
            continue;
        y->mistake = SAY(y,
                         late ? "The wait in %s ends because its time is "
                                "over, not because what it waits for is "
                                "true."
                              : "The wait in %s ends without a signal, as "
                                "it may.",
                         story_place(w, next->at));
        y->help = late ? "Look at what the wait returned, and at what it "
                         "waited for."
                       : "Wait in a loop: while what you wait for is not "
                         "true.";
        return true;
    }
    return false;
}

/* The look with which the thread of a lock act finds that it was woken. */
static int woken_at(const struct story_work *w, int lock)
{
    const struct act *a = &w->acts[lock];

    if (strstr(a->s->name, "wait") == NULL)
        return -1;
    for (int i = lock - 1; i >= 0; i--) {
        const struct act *b = &w->acts[i];
        if (b->s->thread == a->s->thread)
            return story_is_object(b, "cond") && b->s->kind == TRACE_LOOK ? i
                                                                          : -1;
    }
    return -1;
}

/* Whether the thread of a lock act reads, with it, what act `change` wrote. */
static bool is_read_later(const struct story_work *w, int change, int lock)
{
    for (int i = lock + 1; i < w->n; i++) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == w->acts[lock].s->thread && a->s->reads &&
            story_overlaps(a, &w->acts[change]))
            return true;
    }
    return false;
}

/* Between the signal and the moment at which the woken thread has the mutex
 * again, another one has changed what it waited for. */
static bool why_woken_late(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        int change = -1, woken = woken_at(w, i);
        if (a->s->thread != w->thread || !story_is_lock(a) || woken < 0)
            continue;
        for (int k = i - 1; k > w->acts[woken].from; k--) {
            const struct act *b = &w->acts[k];
            if (change < 0 && b->s->thread != w->thread && b->s->writes &&
                story_is_memory(b) && is_read_later(w, k, i))
                change = k;
        }
        if (change < 0)
            return false;
        y->mistake =
            SAY(y,
                "Before %s, woken in %s, has the mutex again, %s has changed "
                "%s in %s.",
                story_thread(w, w->thread), story_place(w, a->at),
                why_who(y, change), why_what(y, change), why_place(y, change));
        y->help = "To be woken does not mean that it is still true: look "
                  "again after the wait, in a while loop instead of an if.";
        return true;
    }
    return false;
}

/* A value that nobody had read yet, stored over. */
static bool why_overwritten(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i >= 0; i--) {
        int from = w->acts[i].from, before = -1;
        if (w->acts[i].s->thread != w->thread || from < 0 ||
            !story_is_memory(&w->acts[i]) ||
            w->acts[from].s->thread == w->thread || w->acts[from].s->reads)
            continue;
        for (int k = 0; k < from; k++) {
            const struct act *b = &w->acts[k];
            if (!story_overlaps(b, &w->acts[from]))
                continue;
            if (b->s->writes && b->s->thread == w->acts[from].s->thread)
                before = k;
            else if (b->s->reads && b->s->thread == w->thread)
                before = -1;
        }
        if (before < 0)
            continue;
        y->mistake =
            SAY(y,
                "%s stores in %s again in %s before %s has read what "
                "it had stored there in %s.",
                why_who(y, from), why_what(y, from), why_place(y, from),
                story_thread(w, w->thread), why_place(y, before));
        y->help = "Look whether there is room before you store: the other "
                  "side has to say what it has taken.";
        return true;
    }
    return false;
}

/* Where the last value came from that the failing thread has read. */
static bool why_last_read(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread != w->thread || !a->s->reads || !story_is_memory(a) ||
            a->score == 0)
            continue;
        if (a->from < 0)
            y->mistake = SAY(y,
                             "%s reads %s in %s before anybody has stored "
                             "anything in it.",
                             why_who(y, i), why_what(y, i), why_place(y, i));
        else if (w->acts[a->from].s->thread != w->thread)
            y->mistake =
                SAY(y, "%s finds in %s what %s has stored in %s (%s).",
                    why_who(y, i), why_place(y, i), why_who(y, a->from),
                    why_what(y, a->from), why_place(y, a->from));
        else
            continue;
        return true;
    }
    return false;
}

/* The value is what it was when the thread looked, but others have changed it
 * and changed it back. */
static bool why_same_again(struct why *y)
{
    struct story_work *w = y->w;

    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        int look = -1, change = -1;
        if (strncmp(a->s->name, "compare_exchange", 16) != 0 || !a->s->writes)
            continue;
        for (int k = i - 1; k >= 0 && look < 0; k--) {
            const struct act *b = &w->acts[k];
            if (!story_overlaps(a, b) || !story_is_memory(b))
                continue;
            if (b->s->thread == a->s->thread)
                look = k;
            else if (b->s->writes)
                change = k;
        }
        if (look < 0 || change < 0 || w->acts[look].from == a->from ||
            w->acts[look].s->read != a->s->read)
            continue;
        y->mistake =
            SAY(y,
                "%s looks at %s in %s; when it exchanges it in %s the "
                "value is the same again, but meanwhile %s has "
                "changed it, and what belongs to it (from %s on).",
                why_who(y, look), why_what(y, look), why_place(y, look),
                why_place(y, i), why_who(y, change), why_place(y, change));
        y->help = "That a value is the same does not mean that nothing has "
                  "happened (ABA): store a number with it that grows with "
                  "every change, or do not use nodes again that somebody may "
                  "still hold.";
        return true;
    }
    return false;
}

void why_wrong(struct why *y)
{
    struct story_work *w = y->w;

    if (why_wait_ended(y) || why_woken_late(y) || why_same_again(y) ||
        why_lost_update(y))
        return;
    if (why_old_value(y, story_last_old(w, w->thread, w->n - 1)) ||
        why_old_value(y, story_last_old(w, -1, w->n - 1)))
        return;
    if (why_changed_since(y) || why_overwritten(y) || why_last_read(y))
        return;
    y->mistake = SAY(y, "%s.", w->f->message);
}
