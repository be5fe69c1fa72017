/* What there is to tell: the steps of the trace, who failed, who waits. */
#include "src/ui/story_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- the steps */

int story_index_of(const struct story_work *w, int number)
{
    for (int i = 0; i < w->n && number >= 0; i++) {
        if (w->acts[i].s->number == number)
            return i;
    }
    return -1;
}

/* A plain read's value comes from the last write to the place. */
static int plain_source(const struct story_work *w, int i)
{
    for (int k = i - 1; k >= 0; k--) {
        const struct act *a = &w->acts[k];
        if (a->s->writes && !story_is_free(a) && story_overlaps(a, &w->acts[i]))
            return k;
    }
    return -1;
}

/* The last of the newer writes that had happened before this read; one of
 * another value, if there is one. */
static int newest_missed(const struct story_work *w, const struct trace_step *s)
{
    int newest = -1;

    for (size_t k = 0; k < s->nnewer; k++) {
        int i = story_index_of(w, s->newer[k]);
        if (i < 0 || w->acts[i].s->thread == s->thread)
            continue;
        bool differs = w->acts[i].s->wrote != s->read;
        if (newest < 0 || differs || w->acts[newest].s->wrote == s->read)
            newest = i;
    }
    return newest;
}

/* The signal, or the wake, that has ended the sleep of act i's thread. */
static int waker(const struct story_work *w, int i)
{
    const struct trace_step *s = w->acts[i].s;

    if (s->thread < 0 || s->thread >= STORY_WOKEN_SHIFT)
        return -1;
    for (int k = i - 1; k >= 0 && !s->reads; k--) {
        const struct trace_step *by = w->acts[k].s;
        bool there =
            by->address == s->address && by->writes && by->thread != s->thread;
        bool futex = story_is_futex(&w->acts[i]);
        if (there &&
            (futex ? story_is_futex(&w->acts[k]) && !story_is_sleep(w, k)
                   : by->wrote >> STORY_WOKEN_SHIFT >> s->thread & 1))
            return k;
    }
    return -1;
}

static void read_steps(struct story_work *w)
{
    w->n = (int)w->trace->nsteps;
    w->acts = ARENA_ARRAY(w->arena, struct act, w->trace->nsteps);
    for (int i = 0; i < w->n; i++) {
        const struct trace_step *s = &w->trace->steps[i];
        w->acts[i] = (struct act){.s = s,
                                  .at = s->nframes > 0 ? &s->frames[0] : NULL,
                                  .from = -1,
                                  .newer = -1,
                                  .row = -1};
    }
    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        if (a->s->kind == TRACE_PLAIN_READ)
            a->from = plain_source(w, i);
        else if (a->s->reads)
            a->from = story_index_of(w, a->s->from);
        else if (a->s->kind == TRACE_LOOK)
            a->from = waker(w, i);
        if (a->from > i)
            a->from = -1;
        a->newer = newest_missed(w, a->s);
    }
}

/* The file in which most steps lie. */
static const char *main_file(const struct story_work *w)
{
    const char *best = w->f->file;
    int most = 0;

    for (int i = 0; i < w->n && best == NULL; i++) {
        const struct frame *at = w->acts[i].at;
        int count = 0;
        for (int k = 0; at != NULL && at->file != NULL && k < w->n; k++) {
            const struct frame *b = w->acts[k].at;
            count +=
                b != NULL && b->file != NULL && strcmp(b->file, at->file) == 0;
        }
        if (count > most) {
            most = count;
            best = at->file;
        }
    }
    return best;
}

/* -------------------------------------------------------------- the finding */

int story_thread_called(const struct story_work *w, const char *name)
{
    for (size_t i = 0; i < w->trace->nthreads && name != NULL; i++) {
        if (strcmp(w->trace->threads[i].name, name) == 0)
            return w->trace->threads[i].id;
    }
    return -1;
}

/* The thread in "waits for a mutex that thread 2 holds". */
static int holder_in(const char *state)
{
    const char *that = state != NULL ? strstr(state, " that ") : NULL;

    if (that == NULL || strstr(that, " hold") == NULL)
        return -1;
    if (strncmp(that, " that the main thread", 21) == 0)
        return 0;
    return strncmp(that, " that thread ", 13) == 0 ? atoi(that + 13) : -1;
}

static bool joins(const struct thread_view *v)
{
    return v->state != NULL && strncmp(v->state, "waits for the end", 17) == 0;
}

/* A view that waits, as against one that was somewhere when it failed. */
static bool waits(const struct thread_view *v)
{
    return v->state != NULL && strncmp(v->state, "waits ", 6) == 0;
}

static const char *waited_for(const struct story_work *w,
                              const struct frame *at)
{
    static const char *const calls[] = {
        "pthread_mutex_lock", "pthread_cond_wait",     "pthread_cond_timedwait",
        "sem_wait",           "pthread_rwlock_wrlock", "pthread_rwlock_rdlock",
        "pthread_spin_lock",  "pthread_barrier_wait",  "mtx_lock",
        "cnd_wait",
    };
    const char *name = NULL;

    for (size_t i = 0; i < sizeof calls / sizeof *calls && name == NULL; i++)
        name = story_operand(w, at, calls[i], 0);
    return name;
}

/* If the holder has only one lock it must be that one, whatever the line calls
 * it. */
static void name_by_holder(const struct story_work *w, struct stuck *t)
{
    int locks[2];

    if (t->holder >= 0 && story_held(w, t->holder, w->n, locks, 2) == 1 &&
        w->acts[locks[0]].name != NULL)
        t->name = w->acts[locks[0]].name;
}

static void read_stuck(struct story_work *w)
{
    w->stuck = ARENA_ARRAY(w->arena, struct stuck, w->f->nthreads);
    for (size_t i = 0; i < w->f->nthreads; i++) {
        const struct thread_view *v = &w->f->threads[i];
        if (!waits(v))
            continue;
        if (joins(v)) {
            w->njoining++;
            continue;
        }
        struct stuck *t = &w->stuck[w->nstuck++];
        *t = (struct stuck){.view = v,
                            .at = v->nframes > 0 ? &v->frames[0] : NULL,
                            .thread = story_thread_called(w, v->name),
                            .holder = holder_in(v->state)};
        t->name = waited_for(w, t->at);
        name_by_holder(w, t);
    }
}

bool story_same_line(const struct frame *a, const struct frame *b)
{
    return a != NULL && b != NULL && a->line == b->line &&
           (a->file == NULL || b->file == NULL ||
            strcmp(a->file, b->file) == 0);
}

/* The two accesses of a race, or of a use of freed memory. */
static void read_race(struct story_work *w)
{
    const struct thread_view *v = w->f->threads;

    if (w->f->nthreads != 2 || w->nstuck + w->njoining > 0)
        return;
    int one = story_thread_called(w, v[0].name),
        two = story_thread_called(w, v[1].name);
    for (int i = w->n - 1; i >= 0 && w->access < 0; i--) {
        if (w->acts[i].s->thread == one && w->acts[i].s->address != 0)
            w->access = i;
    }
    for (int i = w->n - 1; i >= 0 && w->access >= 0 && w->other < 0; i--) {
        const struct act *a = &w->acts[i];
        bool there =
            v[1].nframes == 0 || story_same_line(a->at, &v[1].frames[0]);
        if (a->s->thread == two && one != two && there &&
            story_overlaps(a, &w->acts[w->access]))
            w->other = i;
    }
    if (w->other < 0 || w->f->kind != FINDING_DATA_RACE)
        w->access = w->other = -1;
}

static bool is_in(const struct act *a, const char *function)
{
    for (size_t k = 0; k < a->s->nframes; k++) {
        if (strcmp(a->s->frames[k].function, function) == 0)
            return true;
    }
    return false;
}

/* The thread that was last in a function; else the one of the last step. */
static int thread_in(const struct story_work *w, const char *function)
{
    for (int i = w->n - 1; i >= 0 && function != NULL; i--) {
        if (is_in(&w->acts[i], function))
            return w->acts[i].s->thread;
    }
    return w->n > 0 ? w->acts[w->n - 1].s->thread : -1;
}

static void read_finding(struct story_work *w)
{
    w->access = w->other = w->thread = -1;
    read_stuck(w);
    read_race(w);
    if (w->f->kind == FINDING_LEAK || w->nstuck + w->njoining > 0)
        return;
    if (w->f->nthreads > 0)
        w->thread = story_thread_called(w, w->f->threads[0].name);
    if (w->thread < 0)
        w->thread = thread_in(w, w->f->function);
    /* What failed came right after the thread's last step. */
    int end = w->access;
    for (int i = w->n - 1; i >= 0 && end < 0; i--)
        end = w->acts[i].s->thread == w->thread ? i : -1;
    if (end >= 0)
        w->acts[end].last = true;
}

void story_find(struct story_work *w)
{
    read_steps(w);
    w->file = main_file(w);
    story_name_all(w);
    read_finding(w);
    story_order(w);
    while (w->alone < w->n && w->acts[w->alone].s->kind != TRACE_CREATE)
        w->alone++;
}
