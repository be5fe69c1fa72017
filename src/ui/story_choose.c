/* Which steps matter: a score for each.
 *
 * It begins with the steps that are the mistake, and goes back from there: from
 * a read to the write it got its value from and to the newer ones it did not
 * see, from a write to what its thread had read before. Every step back costs;
 * the best go into the story. */
#include "src/ui/story_parts.h"

#include <string.h>

enum {
    SCORE_MISTAKE = 100, /* the steps of a race, the failing line's reads */
    SCORE_MISSED = 92,   /* a newer value that was not seen */
    SCORE_LOCK = 88,     /* how a thread got what it holds */
    SCORE_UNLOCK = 50,
    SCORE_MIN = 30,     /* below this the search for causes ends */
    SCORE_CONTEXT = 10, /* all other steps of a thread that matters */
    COST_FROM = 6,      /* from a read to its write */
    COST_BEFORE = 16,   /* to an earlier read of the thread */
    READS_BACK = 3,     /* earlier reads looked at */
    LOCKS_MAX = 8,
};

bool story_is_shown(const struct act *a)
{
    switch (a->s->kind) {
    case TRACE_BEGIN:
    case TRACE_END:
        return false;
    case TRACE_CHOICE:
        return false; /* said with the step that follows */
    default:
        return a->at != NULL;
    }
}

/* Memory of one thread that another one is given the address of: what lies in
 * it is seldom the point. */
static bool is_local(const struct act *a)
{
    return a->s->object == NULL && a->name == NULL && a->s->address != 0 &&
           !story_is_free(a);
}

static bool lift(struct story_work *w, int i, int score)
{
    if (i < 0 || score < SCORE_MIN || w->acts[i].score >= score)
        return false;
    if (is_local(&w->acts[i]) && score < SCORE_MISTAKE)
        return false;
    w->acts[i].score = score;
    return true;
}

/* Another thread's write that act i overwrites, or that makes what it read out
 * of date before its thread comes back to the place; -1: none. */
static int other_write(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];
    int way = a->s->writes ? -1 : 1;

    for (int k = i + way; k >= 0 && k < w->n; k += way) {
        const struct act *b = &w->acts[k];
        bool writes = b->s->writes && story_overlaps(a, b);
        if (writes)
            return b->s->thread != a->s->thread ? k : -1;
    }
    return -1;
}

/* Follows the causes of act i, which has just got its score. */
static void follow(struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];
    int score = a->score, reads = 0;

    if (story_is_constant(w, i))
        return;
    if (a->from >= w->alone && lift(w, a->from, score - COST_FROM))
        follow(w, a->from);
    if (a->newer >= 0 && a->s->reads) {
        int missed = score < SCORE_MISSED ? score - 1 : SCORE_MISSED;
        if (lift(w, a->newer, missed))
            follow(w, a->newer);
    }
    if (!story_is_memory(a))
        return;
    int other = a->s->writes != a->s->reads ? other_write(w, i) : -1;
    if (other >= w->alone)
        lift(w, other, score - 2 * COST_FROM);
    for (int k = i - 1; k >= 0 && reads < READS_BACK; k--) {
        const struct act *b = &w->acts[k];
        if (b->s->thread != a->s->thread)
            continue;
        if (b->s->kind == TRACE_FENCE && reads == 0 && a->newer >= 0)
            lift(w, k, score - COST_FROM);
        if (!b->s->reads || !story_is_memory(b) || story_is_constant(w, k))
            continue;
        reads++;
        if (lift(w, k, score - COST_BEFORE * reads))
            follow(w, k);
    }
}

static void seed(struct story_work *w, int i, int score)
{
    if (lift(w, i, score))
        follow(w, i);
}

/* The locks a thread holds at act i, and where it gives them back. */
static void add_locks(struct story_work *w, int thread, int i, int score)
{
    int locks[LOCKS_MAX];
    size_t n = story_held(w, thread, i, locks, LOCKS_MAX);

    for (size_t k = 0; k < n; k++) {
        lift(w, locks[k], score);
        for (int j = i; j < w->n; j++) {
            const struct act *a = &w->acts[j];
            if (a->s->thread == thread && story_is_unlock(a) &&
                a->s->address == w->acts[locks[k]].s->address) {
                lift(w, j, SCORE_UNLOCK);
                break;
            }
        }
    }
}

/* ----------------------------------------------------------------- by kinds
 */

static void score_race(struct story_work *w)
{
    struct story_link link;
    int both[] = {w->other, w->access};

    for (int i = 0; i < 2; i++) {
        w->acts[both[i]].wrong = w->f->kind == FINDING_DATA_RACE;
        lift(w, both[i], SCORE_MISTAKE);
    }
    bool weak = story_weak_link(w, w->other, w->access, &link);
    if (weak) {
        lift(w, link.write, SCORE_MISTAKE - 1);
        lift(w, link.read, SCORE_MISTAKE - 1);
    }
    for (int i = 0; i < w->n; i++) {
        const struct act *a = &w->acts[i];
        bool starts = a->s->kind == TRACE_CREATE &&
                      (a->s->child == w->acts[w->access].s->thread ||
                       a->s->child == w->acts[w->other].s->thread);
        bool main = a->s->thread == w->acts[w->access].s->thread ||
                    a->s->thread == w->acts[w->other].s->thread;
        if (main && (starts || a->s->kind == TRACE_JOIN))
            lift(w, i, SCORE_UNLOCK);
    }
    for (int i = 0; i < 2; i++) {
        int thread = w->acts[both[i]].s->thread;
        add_locks(w, thread, both[i], SCORE_LOCK);
        int old = story_last_old(w, thread, both[i]);
        seed(w, old, SCORE_LOCK);
        if (!weak)
            follow(w, both[i]);
    }
}

/* What a thread that waits for a signal had looked at, and all that was done to
 * what it waits for. */
static void score_signals(struct story_work *w, const struct stuck *t)
{
    uint64_t address = 0;
    int last = -1;

    for (int i = w->n - 1; i >= 0 && last < 0; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == t->thread && story_is_shown(a))
            last = i;
    }
    for (int i = 0; i < w->n && t->name != NULL; i++) {
        if (w->acts[i].name != NULL && w->acts[i].s->object != NULL &&
            strcmp(w->acts[i].name, t->name) == 0)
            address = w->acts[i].s->address;
    }
    for (int i = last; i >= 0 && i > last - 4; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == t->thread &&
            (story_is_object(a, "cond") || story_is_futex(a) ||
             story_is_object(a, "semaphore") || story_is_object(a, "barrier")))
            address = a->s->address;
    }
    seed(w, last, SCORE_MISTAKE);
    for (int i = 0; i < w->n && address != 0; i++) {
        if (w->acts[i].s->address == address)
            lift(w, i,
                 w->acts[i].s->thread == t->thread ? SCORE_LOCK : SCORE_UNLOCK);
    }
    for (int i = last, reads = 0; i >= 0 && reads < READS_BACK; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread != t->thread || !a->s->reads || !story_is_memory(a))
            continue;
        seed(w, i, SCORE_LOCK - reads++);
        /* Who changed it later. */
        for (int k = i + 1; k < w->n; k++) {
            if (w->acts[k].s->writes && w->acts[k].s->thread != t->thread &&
                story_overlaps(a, &w->acts[k]))
                lift(w, k, SCORE_LOCK - reads);
        }
    }
}

static bool waits_for_lock(const struct stuck *t)
{
    return t->holder >= 0;
}

static void score_stuck(struct story_work *w)
{
    for (size_t i = 0; i < w->nstuck; i++) {
        const struct stuck *t = &w->stuck[i];
        add_locks(w, t->thread, w->n, SCORE_MISTAKE);
        if (waits_for_lock(t))
            add_locks(w, t->holder, w->n, SCORE_MISTAKE);
        else
            score_signals(w, t);
    }
    /* Signals and posts, wherever they went. */
    for (int i = 0; i < w->n && w->nstuck > 0; i++) {
        const struct act *a = &w->acts[i];
        if (strstr(a->s->name, "signal") || strstr(a->s->name, "broadcast") ||
            strstr(a->s->name, "post"))
            lift(w, i, SCORE_LOCK - 1);
    }
}

/* pthread_mutex_init, and the like. */
static bool is_setup(const struct story_work *w, const struct act *a)
{
    const char *line =
        a->at != NULL ? story_line(w, a->at->file, a->at->line) : NULL;

    return line != NULL && strstr(line, "_init(") != NULL;
}

static bool on_failing_line(const struct story_work *w, const struct act *a)
{
    return a->at != NULL && a->at->line == w->f->line &&
           (w->f->file == NULL || a->at->file == NULL ||
            strcmp(a->at->file, w->f->file) == 0);
}

/* What the other thread did of which the finding speaks: its last use of what
 * is freed. */
static void score_other_side(struct story_work *w)
{
    const struct thread_view *v = w->f->threads;
    int seen = 0;

    if (w->f->nthreads != 2)
        return;
    int other = story_thread_called(w, v[1].name);
    for (int i = w->n - 1; i >= 0 && other != w->thread && seen < 2; i--) {
        const struct act *a = &w->acts[i];
        if (a->s->thread != other || !story_is_shown(a))
            continue;
        seed(w, i, SCORE_LOCK - seen++);
    }
}

/* The thread's last steps, those on the failing line before all others. */
static void score_last(struct story_work *w)
{
    int seen = 0, last_line = 0;

    for (int i = w->n - 1; i >= 0 && seen < READS_BACK; i--) {
        const struct act *a = &w->acts[i];
        if ((w->thread >= 0 && a->s->thread != w->thread) || !story_is_shown(a))
            continue;
        if (a->s->kind == TRACE_JOIN || a->s->kind == TRACE_CREATE)
            continue;
        bool here = on_failing_line(w, a);
        if (!here && a->at->line != last_line)
            seen++;
        last_line = a->at->line;
        w->acts[i].wrong = here && w->f->kind != FINDING_ASSERTION;
        seed(w, i, here ? SCORE_MISTAKE : SCORE_LOCK - COST_BEFORE * seen);
    }
    for (size_t t = 0; t < w->trace->nthreads; t++) {
        int id = w->trace->threads[t].id;
        if (w->f->kind == FINDING_MISUSE)
            add_locks(w, id, w->n, SCORE_LOCK);
        else if (id == w->thread)
            add_locks(w, id, w->n, SCORE_MIN + 1);
    }
    score_other_side(w);
    int freed = story_freed(w);
    if (freed >= 0) {
        w->acts[freed].wrong = true;
        lift(w, freed, SCORE_MISTAKE);
    }
    for (int t = 0; t < 2; t++)
        seed(w, story_last_old(w, t == 0 ? w->thread : -1, w->n - 1),
             SCORE_LOCK);
}

/* Steps of no great weight, shown where there is room: those of threads that
 * have others, later ones first. */
static void add_context(struct story_work *w)
{
    bool matters[64] = {false};
    enum { THREADS = sizeof matters / sizeof *matters };

    for (int i = 0; i < w->n; i++) {
        int t = w->acts[i].s->thread;
        matters[t >= 0 && t < THREADS ? t : 0] |= w->acts[i].score > 0;
    }
    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        int t = a->s->thread;
        bool starts = a->s->kind == TRACE_CREATE || a->s->kind == TRACE_JOIN;

        bool early = i < w->alone && story_is_memory(a);
        if (a->score == 0 && !early && !story_is_constant(w, i) && t >= 0 &&
            t < THREADS && matters[t] && !starts && !is_local(a))
            a->score = SCORE_CONTEXT;
    }
}

/* What a thread does in one line at a stretch is shown as a whole. */
static void share_lines(struct story_work *w)
{
    for (int i = 0; i < w->n; i++) {
        for (int k = i + 1; k < w->n; k++) {
            struct act *a = &w->acts[i], *b = &w->acts[k];
            if (b->s->thread != a->s->thread || !story_is_shown(b))
                continue;
            if (!story_same_line(a->at, b->at) || !story_is_shown(a))
                break;
            int score = a->score > b->score ? a->score : b->score;
            a->score = b->score = score;
            break;
        }
    }
}

void story_score(struct story_work *w)
{
    if (w->access >= 0)
        score_race(w);
    else if (w->nstuck > 0)
        score_stuck(w);
    else
        score_last(w);
    add_context(w);
    share_lines(w);
    bool failed = false;
    for (int i = 0; i < w->n; i++) {
        const struct act *a = &w->acts[i];
        bool setup = a->s->kind == TRACE_PLAIN_WRITE && is_setup(w, a);
        if (!story_is_shown(a) || failed || (setup && !a->wrong))
            w->acts[i].score = 0;
        failed |= i == w->access;
    }
}
