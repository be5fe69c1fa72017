/* Entries of one student: the same for every system, before it is written in
 * the format of one.
 *
 * Invariants:
 *   1. Where a score is not known, the entry's state is none of passed, wrong
 *      and broken: no format can make a zero of it without saying so.
 *   2. Every finding that may be shown is in the text of one entry: of its
 *      stage, or where there is no such entry, of the whole exercise. */
#include "src/class/format_entry.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { FIT_TEXT_MIN = 64 }; /* bytes: shorter texts say nothing */

/* One exercise on its way to entries. */
struct work {
    struct arena *a;
    const struct format_input *in;
    const struct assigned *of;
    const struct record *r; /* or NULL */
    size_t shown;           /* findings of it */
    size_t max;             /* bytes of a text */
};

const struct record *format_record(const struct format_input *in,
                                   const char *exercise)
{
    for (size_t i = 0; i < in->n; i++) {
        const struct record *r = in->records[i];
        if (r != NULL && strcmp(r->exercise, exercise) == 0)
            return r;
    }
    return NULL;
}

size_t format_shown(const struct format_input *in, const struct record *r)
{
    const struct shown *shown = &in->assignment->shown;

    if (r == NULL || !shown->findings || r->nfindings == 0)
        return 0;
    return shown->all ? r->nfindings : 1;
}

/* ----------------------------------------------------------------- findings */

static bool breaks(const struct record_finding *f)
{
    return f->kind == FINDING_CRASH || f->kind == FINDING_TIMEOUT ||
           f->kind == FINDING_LIMIT;
}

/* "spsc_queue.c:12:3: in spsc_pop: MESSAGE" */
static const char *one_line(struct arena *a, const struct record_finding *f)
{
    struct buf b = BUF_INIT;

    if (f->file != NULL) {
        buf_adds(&b, format_line(a, f->file, FORMAT_NAME_MAX));
        if (f->line > 0)
            buf_printf(&b, ":%d", f->line);
        if (f->line > 0 && f->column > 0)
            buf_printf(&b, ":%d", f->column);
        buf_adds(&b, ": ");
    }
    if (f->function != NULL)
        buf_printf(&b, "in %s: ", format_line(a, f->function, FORMAT_NAME_MAX));
    buf_adds(&b, format_line(a, f->message, FORMAT_LINE_MAX));
    char *line = buf_keep(a, &b);
    buf_free(&b);
    return line;
}

static void add_part(const struct work *w, struct buf *out, const char *before,
                     const char *text)
{
    if (text != NULL && *text != '\0')
        buf_printf(out, "%s%s\n", before, format_text(w->a, text, w->max));
}

static void add_finding(const struct work *w, const struct record_finding *f,
                        struct buf *out)
{
    buf_printf(out, "%s%s\n", out->len > 0 ? "\n" : "", one_line(w->a, f));
    if (f->test != NULL)
        buf_printf(out, "Test: %s\n",
                   format_line(w->a, f->test, FORMAT_NAME_MAX));
    add_part(w, out, "It checks: ", f->expectation);
    add_part(w, out, "", f->detail);
    if (w->in->assignment->shown.schedules)
        add_part(w, out,
                 "The execution, for `threadlings replay`: ", f->schedule);
}

/* The first finding of the stage that may be shown, or NULL. */
static const struct record_finding *first_of(const struct work *w,
                                             enum stage stage)
{
    for (size_t i = 0; i < w->shown; i++)
        if (w->r->findings[i].stage == stage)
            return &w->r->findings[i];
    return NULL;
}

static bool has_stage(const struct record *r, enum stage stage)
{
    for (size_t i = 0; i < r->nstages; i++)
        if (r->stages[i].stage == stage)
            return true;
    return false;
}

/* ------------------------------------------------------------------- stages */

static const char *keep_text(const struct work *w, struct buf *b)
{
    char *text = format_text(w->a, b->data, w->max);

    buf_free(b);
    return text;
}

static enum entry_state stage_state(const struct work *w,
                                    const struct record_stage *s)
{
    const struct record_finding *first = first_of(w, s->stage);

    switch (s->outcome) {
    case OUTCOME_PASSED:
        return ENTRY_PASSED;
    case OUTCOME_FAILED:
        return first != NULL && breaks(first) ? ENTRY_BROKEN : ENTRY_WRONG;
    case OUTCOME_UNSURE:
        return ENTRY_UNSURE;
    case OUTCOME_SKIPPED:
    case OUTCOME_UNAVAILABLE:
        break;
    }
    return ENTRY_SKIPPED;
}

static const char *why_line(const struct work *w, const struct record_stage *s)
{
    if (s->why == NULL)
        return outcome_name(s->outcome);
    return format_line(w->a, s->why, FORMAT_LINE_MAX);
}

static void stage_texts(const struct work *w, const struct record_stage *s,
                        struct entry *e)
{
    const struct record_finding *first = first_of(w, s->stage);
    const char *outcome = arena_printf(w->a, "%s: ", outcome_name(s->outcome));
    struct buf b = BUF_INIT;

    e->line = first != NULL ? one_line(w->a, first) : why_line(w, s);
    if (first == NULL)
        buf_printf(&b, "%s%s\n", s->why != NULL ? outcome : "", e->line);
    for (size_t i = 0; i < w->shown && b.len <= w->max; i++)
        if (w->r->findings[i].stage == s->stage)
            add_finding(w, &w->r->findings[i], &b);
    if (s->checks_run < s->checks_expected && s->outcome != OUTCOME_SKIPPED)
        buf_printf(&b, "%ld of %ld checks gave a result.\n", s->checks_run,
                   s->checks_expected);
    e->text = keep_text(w, &b);
    if (first == NULL)
        return;
    e->kind = finding_kind_name(first->kind);
    if (first->output != NULL && *first->output != '\0')
        e->output = format_text(w->a, first->output, w->max);
}

/* No document can hold what is no number. */
static double seconds_of(double seconds)
{
    return isfinite(seconds) && seconds > 0 ? seconds : 0;
}

static bool stage_ran(const struct record_stage *s)
{
    return s->outcome == OUTCOME_PASSED || s->outcome == OUTCOME_FAILED ||
           s->outcome == OUTCOME_UNSURE;
}

static void stage_entry(const struct work *w, const struct record_stage *s,
                        const struct entry *whole, struct entry *e)
{
    *e = (struct entry){.exercise = whole->exercise,
                        .group = whole->group,
                        .stage = stage_name(s->stage),
                        .state = stage_state(w, s),
                        .ran = s->stage != STAGE_BUILD && stage_ran(s),
                        .seconds = seconds_of(s->seconds)};
    e->name = arena_printf(w->a, "%s: %s", whole->group, e->stage);
    stage_texts(w, s, e);
}

/* -------------------------------------------------------------------- whole */

static const char *with_why(const struct work *w, const char *what)
{
    if (w->r == NULL || w->r->why == NULL || *w->r->why == '\0')
        return what;
    return arena_printf(w->a, "%s: %s", what,
                        format_line(w->a, w->r->why, FORMAT_LINE_MAX));
}

/* What to say where the score is not known; invariant 1. */
static const char *until(const struct work *w, const char *what,
                         const char *when)
{
    return arena_printf(w->a,
                        "%s. No points are given, and none are taken, until %s",
                        with_why(w, what), when);
}

static const char *failed_line(const struct work *w)
{
    if (w->shown > 0)
        return one_line(w->a, &w->r->findings[0]);
    return with_why(w, "failed");
}

static const char *whole_line(const struct work *w)
{
    static const char looked[] = "a person has looked at it";
    static const char graded[] = "it has been graded";

    if (w->r == NULL)
        return until(w, "not graded yet", graded);
    switch (w->r->outcome) {
    case RECORD_PASSED:
        return "passed";
    case RECORD_FAILED:
        return failed_line(w);
    case RECORD_UNSURE:
        return until(w, "it could not be told whether this passes", looked);
    case RECORD_TAMPERED:
        return until(w, "the program took part in deciding its own result",
                     looked);
    case RECORD_MISSING:
        return with_why(w, "nothing was handed in");
    case RECORD_UNREADABLE:
        return with_why(w, "what was handed in is no file to be graded");
    case RECORD_INFRA_ERROR:
    case RECORD_OUTCOME_COUNT:
        break;
    }
    return until(w, "could not be graded, which is not the submission's fault",
                 graded);
}

static enum entry_state whole_state(const struct work *w)
{
    if (w->r == NULL)
        return ENTRY_OURS;
    switch (w->r->outcome) {
    case RECORD_PASSED:
        return ENTRY_PASSED;
    case RECORD_FAILED:
        return w->shown > 0 && breaks(&w->r->findings[0]) ? ENTRY_BROKEN
                                                          : ENTRY_WRONG;
    case RECORD_UNSURE:
        return ENTRY_UNSURE;
    case RECORD_TAMPERED:
        return ENTRY_TAMPERED;
    case RECORD_MISSING:
    case RECORD_UNREADABLE:
        return ENTRY_WRONG;
    case RECORD_INFRA_ERROR:
    case RECORD_OUTCOME_COUNT:
        break;
    }
    return ENTRY_OURS;
}

static const char *whole_kind(const struct work *w)
{
    if (w->r == NULL)
        return "not-graded";
    if (w->r->outcome == RECORD_FAILED && w->shown > 0)
        return finding_kind_name(w->r->findings[0].kind);
    return w->r->outcome == RECORD_PASSED ? NULL
                                          : record_outcome_name(w->r->outcome);
}

/* Invariant 2: findings without a stage of their own are told here. */
static void whole_texts(const struct work *w, struct entry *e)
{
    struct buf b = BUF_INIT;

    e->line = whole_line(w);
    buf_printf(&b, "%s\n", e->line);
    if (e->score.taken > 0 && w->in->assignment->shown.points)
        buf_printf(&b, "%ld day%s late.\n", e->score.late_days,
                   e->score.late_days == 1 ? "" : "s");
    for (size_t i = 0; i < w->shown && b.len <= w->max; i++)
        if (!has_stage(w->r, w->r->findings[i].stage))
            add_finding(w, &w->r->findings[i], &b);
    e->text = keep_text(w, &b);
}

static bool any_ran(const struct record *r)
{
    for (size_t i = 0; i < r->nstages; i++)
        if (r->stages[i].stage != STAGE_BUILD && stage_ran(&r->stages[i]))
            return true;
    return false;
}

static void whole_entry(const struct work *w, size_t exercise, struct entry *e)
{
    const struct record *r = w->r;

    *e = (struct entry){
        .exercise = exercise,
        .group = format_line(w->a, w->of->exercise, FORMAT_NAME_MAX),
        .state = whole_state(w),
        .kind = whole_kind(w),
        .score = {.max = w->of->points},
    };
    e->name = e->group;
    if (r != NULL) {
        e->score = score_of(w->in->assignment, w->of, r);
        e->seconds = seconds_of(r->seconds);
        e->ran = any_ran(r);
        e->handed_in =
            r->outcome != RECORD_MISSING && r->outcome != RECORD_UNREADABLE;
    }
    if (e->state > ENTRY_BROKEN)
        e->score.known = false;
    else if (!e->score.known)
        e->state = ENTRY_UNSURE; /* invariant 1 */
    whole_texts(w, e);
}

/* Do the n entries of stages say what came out of the whole? */
static bool is_told(const struct entry *whole, const struct entry *stage,
                    size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum entry_state s = stage[i].state;
        bool bad = s == ENTRY_WRONG || s == ENTRY_BROKEN;
        if (whole->state == ENTRY_WRONG || whole->state == ENTRY_BROKEN) {
            if (bad)
                return true;
        } else if (s == whole->state) {
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------ entries */

/* Writes the entries of one exercise; returns how many. */
static size_t add_exercise(const struct work *w, size_t exercise,
                           struct entry *list)
{
    size_t n = 1;

    whole_entry(w, exercise, &list[0]);
    if (w->r != NULL && w->in->assignment->shown.findings)
        for (size_t i = 0; i < w->r->nstages; i++)
            stage_entry(w, &w->r->stages[i], &list[0], &list[n++]);
    list[0].needed = !is_told(&list[0], list + 1, n - 1);
    return n;
}

static size_t room_for(const struct format_input *in)
{
    size_t n = in->assignment->n;

    for (size_t i = 0; i < in->assignment->n; i++) {
        const struct record *r =
            format_record(in, in->assignment->list[i].exercise);
        n += r != NULL ? r->nstages : 0;
    }
    return n;
}

/* As scores are, and sums of them in binary are not. */
static double hundredths(double points)
{
    return round(points * 100) / 100;
}

static void add_up(struct entries *out, const struct entry *whole,
                   struct buf *text)
{
    out->max += whole->score.max;
    out->seconds += whole->seconds;
    out->anything = out->anything || whole->handed_in;
    if (whole->score.known) {
        out->points += whole->score.points;
        return;
    }
    assert(whole->state > ENTRY_BROKEN); /* invariant 1 */
    out->known = false;
    buf_printf(text, "%s: %s.\n", whole->name, whole->line);
}

void format_entries(struct arena *a, const struct format_input *in, size_t max,
                    struct entries *out)
{
    struct entry *list = ARENA_ARRAY(a, struct entry, room_for(in));
    struct work w = {.a = a, .in = in, .max = max};
    struct buf text = BUF_INIT;

    *out = (struct entries){.list = list, .known = true};
    for (size_t i = 0; i < in->assignment->n; i++) {
        struct entry *whole = list + out->n;
        w.of = &in->assignment->list[i];
        w.r = format_record(in, w.of->exercise);
        w.shown = format_shown(in, w.r);
        out->n += add_exercise(&w, i, whole);
        add_up(out, whole, &text);
    }
    out->points = hundredths(out->points);
    out->max = hundredths(out->max);
    out->text = format_text(a, text.data, max);
    buf_free(&text);
}

void format_fit(struct arena *a, const struct format_input *in, size_t max,
                void (*write)(struct arena *a, const struct format_input *in,
                              size_t text_max, struct buf *out),
                struct buf *out)
{
    size_t start = out->len;

    for (size_t text = FORMAT_TEXT_MAX; text >= FIT_TEXT_MIN; text /= 2) {
        buf_cut(out, start);
        write(a, in, text, out);
        if (out->len - start <= max)
            return;
    }
}
