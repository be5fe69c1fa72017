/* The queue of one grade.
 *
 * Theory of operation. Everything that takes time is a job in the sandbox. A
 * task describes one; when it is done its callback looks at the result, records
 * findings and adds the tasks that have become possible. As many run at once as
 * there are processors, the most urgent first. A task that can no longer change
 * what the learner is shown first is dropped (hopeless).
 *
 * Somebody else may kill what we run: the kernel, when memory is short, or a
 * person. That says nothing about a submission, so what ended by SIGKILL, which
 * neither we nor it had sent, is run once more. Where that one is killed, too,
 * there is no verdict.
 *
 * W1. A task is in `waiting` or `running`, never in both, until it is done.
 * W2. Callbacks may add tasks, and record findings; they start nothing.
 * W3. What a program or a compiler did that got no threads or processes from
 * the machine is no finding: with the first one it is tried whether there are
 *     any. */
#include "grader/work.h"

#include "grader/cache.h"
#include "grader/schedules.h"
#include "grader/verdict.h"
#include "src/base/buf.h"
#include "src/base/moment.h"

#include <assert.h>
#include <limits.h>
#include <signal.h>
#include <string.h>

enum { POLL_MS = 50 }; /* also how soon a request to stop is noticed */

/* What still runs when nothing can outrank what was found may go on so long:
 * the learner is shown more, but does not wait. */
static const double grace_s = 0.5;

double work_seconds(const struct work *w)
{
    return moment_s() - w->start;
}

struct task *work_add(struct work *w, const struct task *t)
{
    struct task *kept = ARENA_NEW(w->arena, struct task);
    struct task **at = &w->waiting;

    *kept = *t;
    while (*at != NULL)
        at = &(*at)->next;
    kept->next = NULL;
    *at = kept; /* W1 */
    w->total++;
    return kept;
}

static void tell(struct work *w, int type, enum stage stage, const char *what,
                 const struct finding *f)
{
    struct grade_event event = {.stage = stage,
                                .what = what,
                                .done = w->done,
                                .total = w->total,
                                .finding = f};

    event.type = type;
    if (w->req->event)
        w->req->event(w->req->ctx, &event);
}

int work_best(const struct work *w)
{
    int best = INT_MAX;

    for (size_t i = 0; i < w->nfindings; i++) {
        int rank = finding_rank(&w->findings[i]);
        if (rank < best)
            best = rank;
    }
    return best;
}

void work_found(struct work *w, const struct finding *f)
{
    if (w->nfindings == w->room) {
        w->room = w->room ? 2 * w->room : 16;
        struct finding *more = ARENA_ARRAY(w->arena, struct finding, w->room);
        for (size_t i = 0; i < w->nfindings; i++)
            more[i] = w->findings[i];
        w->findings = more;
    }
    w->findings[w->nfindings++] = *f;
    tell(w, EVENT_FINDING, f->stage, f->message, f);
    if (w->decided <= 0 &&
        work_best(w) < finding_rank_possible(STAGE_RACES, false) &&
        work_best(w) < finding_rank_possible(STAGE_MEMORY, false))
        w->decided = work_seconds(w);
}

void work_settle(struct work *w, enum stage s, enum outcome o, const char *why)
{
    struct progress *p = &w->stages[s];

    if (p->settled)
        return;
    p->settled = true;
    p->result.outcome = o;
    p->result.why = why;
}

void work_began(struct work *w, enum stage s)
{
    struct progress *p = &w->stages[s];

    if (p->began >= 0)
        return;
    p->began = work_seconds(w);
    tell(w, EVENT_STAGE, s, stage_name(s), NULL);
}

struct text work_key(struct work *w, const char *what,
                     const struct text *const *texts, size_t n)
{
    struct buf key = BUF_INIT;

    buf_printf(&key, "%s\n%s\n%s\n", TL_VERSION, w->tools->identity, what);
    for (size_t i = 0; i < n; i++) {
        buf_printf(&key, "%zu\n", texts[i]->len);
        buf_add(&key, texts[i]->data, texts[i]->len);
    }
    struct text out = {.len = key.len,
                       .data = arena_alloc(w->arena, key.len + 1)};
    memcpy(out.data, key.data, key.len);
    buf_free(&key);
    return out;
}

bool work_has_object(const struct work *w, enum object o)
{
    return o != OBJECT_INSIDE || w->ex.inside != NULL;
}

size_t work_check_index(const struct work *w, const char *id)
{
    for (size_t i = 0; i < w->nchecks && id != NULL; i++) {
        if (strcmp(w->checks[i].id, id) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* The first test, as the file has them, that brought the best finding. */
static size_t first_decisive(const struct work *w)
{
    size_t first = SIZE_MAX;
    int best = work_best(w);

    for (size_t i = 0; i < w->nfindings; i++) {
        size_t check = work_check_index(w, w->findings[i].test);
        if (finding_rank(&w->findings[i]) == best && check < first)
            first = check;
    }
    return first;
}

/* Under a sanitizer a test that hung in the plain build only hangs longer, and
 * so do the STRESS tests of a submission that hangs without them. */
static bool would_hang(const struct work *w, const struct task *t)
{
    if (!t->runs || t->variant == VARIANT_PLAIN)
        return false;
    for (size_t i = 0; i < w->nchecks; i++) {
        const struct check *c = &w->checks[i];
        if (c->hung && !c->stress && (t->stress || i == t->number))
            return true;
    }
    return false;
}

static bool any_urgent(const struct task *list)
{
    for (; list != NULL; list = list->next) {
        if (list->urgency < URGENT_SANITIZED)
            return true;
    }
    return false;
}

/* A test runs under a sanitizer when would_hang can be answered. */
static bool can_start(const struct work *w, const struct task *t)
{
    if (w->req->frugal && t->urgency >= URGENT_SANITIZED &&
        (any_urgent(w->running) || any_urgent(w->waiting)))
        return false;
    if (!t->runs || t->variant == VARIANT_PLAIN ||
        w->stages[STAGE_TESTS].settled)
        return true;
    for (size_t i = 0; i < w->nchecks; i++) {
        const struct check *c = &w->checks[i];
        if (!c->done && !c->stress && (t->stress || i == t->number))
            return false;
    }
    return true;
}

/* Whether nothing that the task could find would be shown first. A test that
 * stands earlier in the file may still take the first place, however late. */
static bool hopeless(struct work *w, const struct task *t)
{
    bool late = w->decided > 0 && work_seconds(w) - w->decided > grace_s;

    if (late && t->stage == STAGE_TESTS && t->number > first_decisive(w))
        return true;
    if (would_hang(w, t))
        return true;
    if (t->stage == STAGE_SCHEDULES && t->number > schedules_first_failed(w))
        return true;
    return finding_rank_possible(t->stage, t->stress) > work_best(w);
}

static void drop_hopeless(struct work *w)
{
    struct task **at = &w->waiting;

    while (*at != NULL) {
        struct task *t = *at;
        if (!hopeless(w, t)) {
            at = &t->next;
            continue;
        }
        *at = t->next;
        w->stages[t->stage].stopped = true;
        w->done++;
    }
    for (struct task *t = w->running; t != NULL; t = t->next) {
        if (hopeless(w, t)) {
            w->stages[t->stage].stopped = true;
            sandbox_stop(t->job);
        }
    }
}

/* Where the most urgent one that can start hangs in the list, the oldest of
 * several; NULL for none. */
static struct task **most_urgent(struct work *w)
{
    struct task **best = NULL;

    for (struct task **at = &w->waiting; *at != NULL; at = &(*at)->next) {
        if (can_start(w, *at) &&
            (best == NULL || (*at)->urgency < (*best)->urgency))
            best = at;
    }
    return best;
}

static bool start_waiting(struct work *w, struct err *e)
{
    struct task **at;

    while (w->nrunning < w->slots && (at = most_urgent(w)) != NULL) {
        struct task *t = *at;
        *at = t->next;
        t->next = w->running;
        w->running = t; /* W1 */
        w->nrunning++;
        work_began(w, t->stage);
        if (!sandbox_start(w->arena, w->box, &t->spec, &t->job, e))
            return false;
    }
    return true;
}

static struct task *take_running(struct work *w, const struct sandbox_job *job)
{
    struct task **at = &w->running;

    while (*at != NULL && (*at)->job != job)
        at = &(*at)->next;
    struct task *t = *at;
    assert(t != NULL); /* W1 */
    *at = t->next;
    w->nrunning--;
    w->done++;
    return t;
}

/* The driver of gcc says so of the compiler proper, and collect2 of the linker,
 * and ends as with errors. A text of the submission in a message does not stand
 * at the beginning of the last line but one. */
static bool says_killed(const struct text *err)
{
    static const char last[] = "compilation terminated.\n";
    static const char *const what[] = {"Killed signal terminated program",
                                       "terminated with signal 9 [Killed]"};
    const size_t tail = sizeof last - 1;

    if (err->len <= tail || strcmp(err->data + err->len - tail, last) != 0)
        return false;
    const char *end = err->data + err->len - tail - 1; /* its '\n' */
    const char *line = end;
    while (line > err->data && line[-1] != '\n')
        line--;
    for (size_t i = 0; i < sizeof what / sizeof *what; i++) {
        const char *at = strstr(line, what[i]);
        if (*line != ' ' && at != NULL && at < end)
            return true;
    }
    return false;
}

static bool was_killed(const struct task *t, const struct sandbox_result *r)
{
    if (r->end == SANDBOX_BROKEN)
        return true; /* the process that watches over it, perhaps */
    if (r->end == SANDBOX_SIGNALED)
        return r->status == SIGKILL && !r->by_itself;
    return t->spec.profile == PROFILE_COMPILE && r->end == SANDBOX_EXITED &&
           r->status != 0 && says_killed(&r->err);
}

static void run_again(struct work *w, struct task *t)
{
    t->killed = true;
    t->job = NULL;
    t->next = w->waiting;
    w->waiting = t; /* W1 */
    w->total++;
}

static bool killed_twice(const struct task *t, const struct sandbox_result *r,
                         struct err *e)
{
    if (r->end == SANDBOX_BROKEN)
        return err_lack(e, "%s", r->why);
    return err_lack(e,
                    "%s: killed twice by SIGKILL; the system does that when "
                    "memory is short",
                    t->what != NULL ? t->what : "a program");
}

static bool stop_asked(const struct work *w)
{
    return w->req->stop && *w->req->stop;
}

bool work_run(struct work *w, struct err *e)
{
    while (w->waiting != NULL || w->running != NULL) {
        if (stop_asked(w))
            return err_set(e, "stopped");
        drop_hopeless(w);
        if (!start_waiting(w, e))
            return false;
        if (w->running == NULL)
            continue; /* all that waited was dropped */
        struct sandbox_job *job = sandbox_poll(w->box, POLL_MS, w->req->stop);
        tell(w, EVENT_TICK, w->running->stage, w->running->what, NULL);
        if (job == NULL)
            continue;
        struct task *t = take_running(w, job);
        const struct sandbox_result *r = sandbox_result(job);
        w->stages[t->stage].ended = work_seconds(w);
        if (was_killed(t, r) && t->killed)
            return killed_twice(t, r, e);
        if (was_killed(t, r)) {
            run_again(w, t);
            continue;
        }
        if (r->end == SANDBOX_STOPPED)
            continue;
        size_t before = w->nfindings;
        if (!t->done(w, t, r, e))
            return false;
        if (before == 0 && w->nfindings > 0 && !sandbox_has_room(w->box, e))
            return false; /* W3 */
    }
    return true;
}
