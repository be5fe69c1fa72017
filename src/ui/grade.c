/* The command `grade`: a class. */
#include "src/ui/grade.h"

#include "grader/exercise.h"
#include "src/base/json.h"
#include "src/base/proc.h"
#include "src/class/crew.h"
#include "src/class/grading.h"
#include "src/class/hold.h"
#include "src/class/publish.h"
#include "src/class/secret.h"
#include "src/ui/data.h"
#include "src/ui/hand.h"

#include <stdio.h>
#include <string.h>

enum { STYLE_MAX = 1 << 20 }; /* bytes of the pages' style sheet */

/* All that one run of the command holds. */
struct class
{
    struct app *app;
    struct arena *arena;
    struct grade_options options;
    struct assignment assignment;
    struct exercise *loaded;
    const struct exercise **exercises; /* in the assignment's order */
    struct roster roster;
    bool has_roster;
    struct intake intake;
    struct hold *hold;
    const char *secret;
    const char **notes; /* of the intake, and of the exercises */
    size_t nnotes;
    struct grading_result graded;
    struct publish_result published;
    size_t seen[RECORD_OUTCOME_COUNT]; /* in this run */
    struct grading_progress last;
};

/* ----------------------------------------------------------------- progress */

static void add_left(struct buf *line, const struct grading_progress *p)
{
    if (p->done == 0 || p->done == p->total)
        return;
    double left = p->seconds / (double)p->done * (double)(p->total - p->done);
    if (left >= 90)
        buf_printf(line, ", about %.0f min left", left / 60);
    else
        buf_printf(line, ", about %.0f s left", left);
}

static void on_progress(void *ctx, const struct grading_progress *p)
{
    struct class *c = ctx;
    struct buf line = BUF_INIT;

    if (p->s != NULL) {
        c->last.s = p->s;
        c->seen[p->outcome]++;
    }
    buf_printf(&line, "%zu of %zu graded", p->done, p->total);
    for (int o = 0; o < RECORD_OUTCOME_COUNT; o++) {
        if (c->seen[o] > 0)
            buf_printf(&line, ", %zu %s", c->seen[o],
                       record_outcome_name((enum record_outcome)o));
    }
    add_left(&line, p);
    if (c->last.s != NULL)
        buf_printf(&line, " · %s %s", c->last.s->student, c->last.s->exercise);
    term_progress(&c->app->look, line.data);
    buf_free(&line);
}

/* ------------------------------------------------------------------ loading */

static bool load_exercises(struct class *c, struct err *e)
{
    const struct assignment *as = &c->assignment;

    c->loaded = ARENA_ARRAY(c->arena, struct exercise, as->n);
    c->exercises = ARENA_ARRAY(c->arena, const struct exercise *, as->n);
    for (size_t i = 0; i < as->n; i++) {
        if (!hand_load(c->arena, c->app, as->list[i].exercise, &c->loaded[i],
                       e))
            return false;
        c->exercises[i] = &c->loaded[i];
    }
    return true;
}

static bool load(struct class *c, struct err *e)
{
    const struct grade_options *o = &c->options;

    if (o->assignment == NULL)
        assignment_of(c->arena, o->exercise, &c->assignment);
    else if (!assignment_load(c->arena, o->assignment, &c->assignment, e))
        return false;
    const char *roster = o->roster ? o->roster : c->assignment.roster;
    c->has_roster = roster != NULL;
    return load_exercises(c, e) &&
           (roster == NULL || roster_load(c->arena, roster, &c->roster, e));
}

/* What the instructor is to know: of the files, and of what a pass rests on. */
static void take_notes(struct class *c)
{
    c->notes =
        ARENA_ARRAY(c->arena, const char *, c->intake.nnotes + c->assignment.n);
    for (size_t i = 0; i < c->intake.nnotes; i++)
        c->notes[c->nnotes++] = c->intake.notes[i];
    for (size_t i = 0; i < c->assignment.n; i++) {
        if (c->exercises[i]->outside == NULL)
            c->notes[c->nnotes++] = arena_printf(
                c->arena,
                "%s has no outside.c: whether an answer passes is decided in "
                "the process that runs it, where who means to can interfere",
                c->exercises[i]->name);
    }
}

static bool take_in(struct class *c, struct err *e)
{
    const struct grade_options *o = &c->options;
    struct intake_request req = {
        .dirs = (const char *const *)o->dirs,
        .ndirs = o->ndirs,
        .assignment = &c->assignment,
        .roster = c->has_roster ? &c->roster : NULL,
        .names = o->names ? o->names : c->assignment.names,
        .copies = file_join(c->arena, o->out, "submissions"),
    };

    if (!intake(c->arena, &req, &c->intake, e))
        return false;
    take_notes(c);
    return true;
}

/* ------------------------------------------------------------------ grading */

/* Half as many again as processors: of a grade's time a part is waiting, for
 * programs that sleep and for the kernel to be rid of those that ended. On two
 * processors `--jobs 3` needed 0.75 of the time of `--jobs 2` (24 answers of
 * counter, in turn, five times). */
static size_t usual_jobs(void)
{
    size_t processors = proc_processors();

    return processors + (processors + 1) / 2;
}

static bool grade_all(struct class *c, struct err *e)
{
    const struct grade_options *o = &c->options;
    size_t jobs = o->jobs > 0 ? (size_t)o->jobs : usual_jobs();
    struct grading_request req = {
        .share = c->app->share,
        .cache = app_cache_dir(c->arena),
        .out = o->out,
        .assignment = &c->assignment,
        .exercises = c->exercises,
        .list = c->intake.list,
        .n = c->intake.n,
        .workers = jobs < CREW_MAX ? jobs : CREW_MAX,
        .secret = c->secret,
        .shard = (size_t)o->shard - 1,
        .shards = (size_t)o->shards,
        .progress = on_progress,
        .ctx = c,
        .stop = &app_interrupted,
    };

    app_interrupted = 0;
    bool ok = grading_run(c->arena, &req, &c->graded, e);
    term_progress(&c->app->look, "");
    return ok;
}

/* What the learners' mistakes may come from. */
static const struct report_belief *beliefs(struct class *c, size_t *n)
{
    const struct misconceptions *m = data_misconceptions(c->app);
    struct report_belief *out =
        ARENA_ARRAY(c->arena, struct report_belief, m->n);

    for (size_t i = 0; i < m->n; i++)
        out[i] = (struct report_belief){m->all[i].id, m->all[i].belief,
                                        m->all[i].truth};
    *n = m->n;
    return out;
}

static bool publish_all(struct class *c, struct err *e)
{
    struct text style;
    struct report_facts facts = {
        .exercises = c->exercises,
        .notes = c->notes,
        .nnotes = c->nnotes,
        .seconds = c->graded.seconds,
        .graded = c->graded.graded,
        .kept = c->graded.kept,
    };

    facts.beliefs = beliefs(c, &facts.nbeliefs);
    if (!file_read(c->arena, data_path(c->app, c->arena, "page/class.css"),
                   STYLE_MAX, &style, e))
        return false;
    const struct publish_request req = {
        .out = c->options.out,
        .assignment = &c->assignment,
        .students = c->intake.students,
        .nstudents = c->intake.nstudents,
        .facts = &facts,
        .style = style.data,
        .formats = c->options.formats,
    };

    return publish(c->arena, &req, &c->published, e);
}

/* ------------------------------------------------------------------- saying */

static void say(const struct class *c)
{
    const struct grade_options *o = &c->options;
    struct buf text = BUF_INIT;

    for (size_t i = 0; i < c->nnotes; i++)
        hand_say(c->app, STYLE_WARN, c->notes[i]);
    buf_printf(&text, "%zu graded now, %zu before", c->graded.graded,
               c->graded.kept);
    if (o->shards > 1) {
        buf_printf(&text,
                   ", %zu of other parts. When all parts are done, the same "
                   "command without `--shard` writes the gradebook.",
                   c->graded.others);
    } else {
        const char *mark = ":";
        for (int i = 0; i < RECORD_OUTCOME_COUNT; i++) {
            if (c->published.outcomes[i] == 0)
                continue;
            buf_printf(&text, "%s %zu %s", mark, c->published.outcomes[i],
                       record_outcome_name((enum record_outcome)i));
            mark = ",";
        }
        buf_printf(&text,
                   ". The results are in `%s`: `gradebook.csv`, "
                   "`report.html`, `feedback/`.",
                   hand_path(c->arena, o->out));
    }
    hand_say(c->app, STYLE_NONE, text.data);
    buf_free(&text);
}

static void put_json(const struct class *c)
{
    struct buf text = BUF_INIT;
    struct json_out w;

    json_begin(&w, &text);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "out", c->options.out);
    json_put_number(&w, "graded", (double)c->graded.graded);
    json_put_number(&w, "kept", (double)c->graded.kept);
    json_put_number(&w, "others", (double)c->graded.others);
    json_put_number(&w, "seconds", c->graded.seconds);
    if (c->options.shards == 1) {
        json_put_object(&w, "outcomes");
        for (int i = 0; i < RECORD_OUTCOME_COUNT; i++)
            json_put_number(&w, record_outcome_name((enum record_outcome)i),
                            (double)c->published.outcomes[i]);
        json_put_end(&w, '}');
    }
    json_put_array(&w, "notes");
    for (size_t i = 0; i < c->nnotes; i++)
        json_put_string(&w, NULL, c->notes[i]);
    json_put_end(&w, ']');
    json_put_end(&w, '}');
    term_print(&text);
    buf_free(&text);
}

/* Someone must look, or grade again. */
static bool is_whole(const struct class *c)
{
    return c->published.outcomes[RECORD_INFRA_ERROR] == 0 &&
           c->published.unknown == 0;
}

/* -------------------------------------------------------------- the command */

static int run(struct class *c, struct err *e)
{
    const struct grade_options *o = &c->options;

    if (!load(c, e))
        return app_fail(c->app, STATUS_USAGE, e);
    if (!grader_ready(app_grader(c->app), e) ||
        !hold_take(c->arena, o->out, o->shard, o->shards, &c->hold, e) ||
        !secret_load(c->arena, o->out, &c->assignment, &c->secret, e) ||
        !hold_collect(c->arena, o->out, o->from, o->nfrom, e))
        return app_fail(c->app, STATUS_UNSURE, e);
    if (!take_in(c, e))
        return app_fail(c->app, e->lack ? STATUS_UNSURE : STATUS_USAGE, e);
    bool ok = grade_all(c, e);
    if (!ok && app_interrupted) {
        hand_say(c->app, STYLE_WARN,
                 "Stopped. What is graded is kept: the same command goes on.");
        return STATUS_UNSURE;
    }
    if (!ok || (o->shards == 1 && !publish_all(c, e)))
        return app_fail(c->app, STATUS_UNSURE, e);
    if (c->app->options.json)
        put_json(c);
    else
        say(c);
    return o->shards > 1 || is_whole(c) ? STATUS_OK : STATUS_UNSURE;
}

int cmd_grade(struct app *app, int argc, char **argv)
{
    struct class *c;
    struct arena *a = arena_new();
    struct err e;
    int status;

    c = ARENA_NEW(a, struct class);
    c->app = app;
    c->arena = a;
    if (grade_options_take(&c->options, argc, argv, &e))
        status = run(c, &e);
    else
        status = app_fail(app, STATUS_USAGE, &e);
    hold_drop(c->hold);
    arena_free(a);
    return status;
}
