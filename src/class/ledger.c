#include "src/class/ledger.h"

#include <string.h>

bool ledger_record(struct arena *a, const char *out_dir, const char *student,
                   const char *exercise, struct record *out)
{
    struct err ignored;

    return record_load(a, record_path(a, out_dir, student, exercise), out,
                       &ignored) &&
           strcmp(out->student, student) == 0 &&
           strcmp(out->exercise, exercise) == 0;
}

static const char *copy(struct arena *a, const char *text)
{
    return text != NULL ? arena_strdup(a, text) : NULL;
}

static void shorten(struct arena *a, const struct record *r, struct record *out)
{
    struct record_stage *stages =
        ARENA_ARRAY(a, struct record_stage, r->nstages);
    struct record_finding *list =
        ARENA_ARRAY(a, struct record_finding, r->nfindings);

    *out = *r;
    out->student = copy(a, r->student);
    out->exercise = copy(a, r->exercise);
    out->source = copy(a, r->source);
    out->sha256 = copy(a, r->sha256);
    out->key = copy(a, r->key);
    out->grader = copy(a, r->grader);
    out->why = copy(a, r->why);
    for (size_t i = 0; i < r->nstages; i++) {
        stages[i] = r->stages[i];
        stages[i].why = copy(a, r->stages[i].why);
    }
    for (size_t i = 0; i < r->nfindings; i++) {
        list[i] = r->findings[i];
        list[i].file = copy(a, list[i].file);
        list[i].function = copy(a, list[i].function);
        list[i].test = copy(a, list[i].test);
        list[i].expectation = copy(a, list[i].expectation);
        list[i].message = copy(a, list[i].message);
        list[i].schedule = copy(a, list[i].schedule);
        list[i].detail = list[i].output = NULL;
    }
    out->stages = stages;
    out->findings = list;
    out->layers = NULL;
    out->nlayers = 0;
}

/* Reads one cell; false where a file is there that is no record of it. */
static bool load_cell(struct arena *a, const char *out_dir,
                      const struct assignment *as, const struct student *who,
                      const struct assigned *of, struct cell *out)
{
    struct arena *scratch = arena_new();
    const char *path = record_path(scratch, out_dir, who->id, of->exercise);
    struct record r;
    bool ok = true;

    out->score = (struct score){.max = of->points};
    if (ledger_record(scratch, out_dir, who->id, of->exercise, &r)) {
        struct record *kept = ARENA_NEW(a, struct record);
        shorten(a, &r, kept);
        out->record = kept;
        out->score = score_of(as, of, kept);
    } else {
        ok = !file_exists(path);
    }
    arena_free(scratch);
    return ok;
}

bool ledger_load(struct arena *a, const char *out_dir,
                 const struct assignment *as, const struct student *students,
                 size_t nstudents, struct ledger *out, size_t *bad,
                 struct err *e)
{
    struct cell *cells = ARENA_ARRAY(a, struct cell, nstudents * as->n);

    *bad = 0;
    *out = (struct ledger){as, students, nstudents, cells};
    if (!file_is_dir(out_dir))
        return err_set(e, "there is no folder %s", out_dir);
    for (size_t s = 0; s < nstudents; s++) {
        for (size_t i = 0; i < as->n; i++)
            *bad += !load_cell(a, out_dir, as, &students[s], &as->list[i],
                               &cells[s * as->n + i]);
    }
    return true;
}

const struct cell *ledger_cell(const struct ledger *l, size_t student,
                               size_t exercise)
{
    return &l->cells[student * l->assignment->n + exercise];
}

struct score ledger_total(const struct ledger *l, size_t student)
{
    struct score total = {.known = true};

    for (size_t i = 0; i < l->assignment->n; i++) {
        const struct cell *c = ledger_cell(l, student, i);
        total.known = total.known && c->record != NULL && c->score.known;
        total.points += c->score.points;
        total.max += c->score.max;
        total.taken += c->score.taken;
        if (c->score.late_days > total.late_days)
            total.late_days = c->score.late_days;
    }
    return total;
}
