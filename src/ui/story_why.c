/* What was wrong, in one sentence, and what would have helped.
 *
 * Each rule looks for one kind of mistake in the steps and says nothing where
 * it does not find it; the first that finds something is believed. */
#include "src/ui/story_why.h"

#include <string.h>

enum { SCORE_MENTIONED = 97 /* of a step that the sentences speak of */ };

const char *why_place(const struct why *y, int i)
{
    if (y->w->acts[i].score < SCORE_MENTIONED)
        y->w->acts[i].score = SCORE_MENTIONED;
    return story_place(y->w, y->w->acts[i].at);
}

const char *why_who(const struct why *y, int i)
{
    return story_thread(y->w, y->w->acts[i].s->thread);
}

const char *why_what(const struct why *y, int i)
{
    const char *name = y->w->acts[i].name;

    return name != NULL ? name : "the same memory";
}

const char *why_sentence(const struct why *y, const char *text)
{
    char *s = arena_strdup(y->w->arena, text);

    if (*s >= 'a' && *s <= 'z')
        *s = (char)(*s - 'a' + 'A');
    return s;
}

/* What helps against mistakes that need no search, by a word of the finding's
 * sentence; the first that is in it. */
static const struct {
    const char *word, *text;
} advice[] = {
    {"writes atomically", "A variable that is atomic for one thread must be so "
                          "for all: use an atomic store there, too."},
    {"frees memory that", "Free it only when all other threads are done with "
                          "it: after their join, or when a count of users has "
                          "reached 0."},
    {"that it has freed before", "Forget the pointer when you free it: set it "
                                 "to NULL."},
    {"has freed before", "Exactly one thread may free it: decide by one atomic "
                         "operation, or under a mutex, who that is."},
    {"behind a block", "Check the index against the size that was allocated."},
    {"never freed", "Keep a pointer to it, and free it on every way out."},
    {" freed", "Free it only when nobody will use it any more: after the "
               "others' join, or when a count of users has reached 0."},
    {"neither joined nor", "Join every thread (pthread_join), or detach it."},
    {"is joined already", "Each thread is joined once."},
    {"is detached", "A detached thread cannot be joined."},
    {"was not initialised", "Destroy it only when nobody will use it any more; "
                            "initialise it before the first use."},
    {"while a thread waits", "Destroy it only when nobody waits for it or will "
                             "use it any more: after the join."},
    {"destroys a mutex", "Destroy it only when nobody holds it or will use it "
                         "any more: after the join."},
    {"without holding",
     "Lock the mutex before the wait: the wait gives it back "
     "while it sleeps, and locks it again."},
    {"that nobody holds", "Every unlock needs its lock, once, in the same "
                          "thread."},
    {"unlocks a mutex that", "Only the thread that locked a mutex may unlock "
                             "it."},
    {"NULL pointer", "Look whether it is set already before you use it, or "
                     "wait until it is."},
    {"divides by zero", "Look at the value before you divide: another thread "
                        "may not have set it yet."},
    {"stack", "Each call needs room on the stack: see to it that the recursion "
              "ends."},
};

/* Names the thread and the line where the finding's sentence does not. */
static void why_as_found(struct why *y)
{
    struct story_work *w = y->w;
    const char *message = w->f->message;
    const char *where =
        w->f->line <= 0
            ? ""
            : arena_printf(w->arena, " (%sline %d)",
                           w->f->kind == FINDING_LEAK ? "allocated in " : "",
                           w->f->line);
    bool named = strstr(message, "thread ") == message ||
                 strstr(message, "the main thread") == message || w->thread < 0;

    bool twice = strstr(message, "has freed before") != NULL;

    int freed = story_freed(w);
    if (freed >= 0 && w->f->line > 0 && w->acts[freed].s->thread == w->thread)
        y->mistake =
            SAY(y, "%s frees %s in %s and %s it again in line %d.",
                why_who(y, freed), why_what(y, freed), why_place(y, freed),
                twice ? "frees" : "uses", w->f->line);
    else if (freed >= 0 && w->f->line > 0)
        y->mistake = SAY(
            y, "%s frees %s in %s, and %s %s in line %d.", why_who(y, freed),
            why_what(y, freed), why_place(y, freed), story_thread(w, w->thread),
            twice ? "frees it as well" : "still uses it", w->f->line);
    else
        y->mistake = named ? SAY(y, "%s%s.", message, where)
                           : SAY(y, "%s %s%s.", story_thread(w, w->thread),
                                 message, where);
    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++) {
        if (strstr(message, advice[i].word) != NULL) {
            y->help = advice[i].text;
            break;
        }
    }
    /* An old value that led there says more than advice. */
    struct why old = {.w = w};
    if (w->f->kind != FINDING_LEAK &&
        why_old_value(&old, story_last_old(w, w->thread, w->n - 1)))
        y->help = arena_printf(w->arena, "%s %s", old.mistake, old.help);
}

void story_explain(struct story_work *w, struct story *s)
{
    struct why y = {.w = w};

    if (w->access >= 0)
        why_race(&y);
    else if (w->nstuck > 0)
        why_stuck(&y);
    else if (w->f->kind == FINDING_ASSERTION || w->f->kind == FINDING_TEST)
        why_wrong(&y);
    else
        why_as_found(&y);
    s->mistake = y.mistake;
    s->help = y.help;
}
