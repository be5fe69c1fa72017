/* From folders to a list of submissions: finds out who is in the class, has
 * each folder and archive walked, then settles what was found. */
#include "src/class/intake.h"

#include "src/class/archive.h"
#include "src/class/intake_parts.h"

#include <stdlib.h>
#include <string.h>

static bool begin(struct taking *t, struct err *e)
{
    const struct intake_request *req = t->req;
    const struct assignment *as = req->assignment;
    char *around = file_join(t->a, req->copies, "..");

    for (size_t i = 0; i < as->n; i++)
        if (*as->list[i].file == '\0' || strchr(as->list[i].file, '/') != NULL)
            return err_set(e, "\"%s\" cannot be a file's name",
                           as->list[i].file);
    if (!file_mkdirs(req->copies, 0755, e))
        return err_is_lack(e);
    if (!taking_students(t, e) ||
        !names_rule(t->a, req->names, as, req->roster ? taking_knows : NULL, t,
                    &t->rule, e))
        return false;
    if (stat(req->copies, &t->own[0]) != 0 || stat(around, &t->own[1]) != 0)
        return err_set(e, "cannot look at the folder %s", req->copies);
    return true;
}

static bool take_all(struct taking *t, struct err *e)
{
    for (size_t i = 0; i < t->req->ndirs; i++) {
        const char *dir = t->req->dirs[i];
        bool ok = file_is_dir(dir) ? taking_walk(t, dir, e)
                  : archive_name(dir) || !file_exists(dir)
                      ? taking_class_archive(t, dir, e)
                      : err_set(e, "%s is no folder, and no .zip or .tar", dir);
        if (!ok)
            return false;
    }
    if (t->full)
        return err_set(e,
                       "there are more than %d submissions; grade the class in "
                       "parts",
                       INTAKE_SUBMISSIONS_MAX);
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(struct who *const *)a)->id, (*(struct who *const *)b)->id);
}

/* The students in their order, without strangers. */
static void give_students(struct taking *t, struct intake *out)
{
    const struct roster *roster = t->req->roster;

    if (roster != NULL) {
        out->students = roster->list;
        out->nstudents = roster->n;
        return;
    }
    struct student *list = ARENA_ARRAY(t->a, struct student, t->n);
    if (t->n > 0)
        qsort(t->list, t->n, sizeof(struct who *), by_id);
    for (size_t i = 0; i < t->n; i++)
        list[i].id = t->list[i]->id;
    out->students = list;
    out->nstudents = t->n;
}

static void give_submission(struct submission *s, const struct who *who,
                            const struct assigned *of, const struct slot *slot)
{
    s->student = who->id;
    s->exercise = of->exercise;
    s->copy = slot->copy;
    s->source = slot->source;
    memcpy(s->sha256, slot->sha256, sizeof s->sha256);
    s->handed_in = slot->handed_in;
    s->problem = slot->problem;
    s->missing = slot->source == NULL;
}

static bool give(struct taking *t, struct intake *out, struct err *e)
{
    const struct assignment *as = t->req->assignment;

    give_students(t, out);
    struct submission *list =
        ARENA_ARRAY(t->a, struct submission, out->nstudents * as->n);
    out->list = list;
    /* The roster's students come first in t->list, in its order. */
    for (size_t i = 0; i < out->nstudents; i++) {
        if (!taking_settle(t, t->list[i], e))
            return false;
        for (size_t j = 0; j < as->n; j++)
            give_submission(&list[out->n++], t->list[i], &as->list[j],
                            &t->list[i]->slots[j]);
    }
    if (t->notes_left_out > 0)
        t->notes[t->nnotes++] =
            arena_printf(t->a, "and %zu more like these", t->notes_left_out);
    out->notes = t->notes;
    out->nnotes = t->nnotes;
    return true;
}

bool intake(struct arena *a, const struct intake_request *req,
            struct intake *out, struct err *e)
{
    struct taking t = {.a = a, .req = req};

    *out = (struct intake){0};
    bool ok = begin(&t, e) && take_all(&t, e) && give(&t, out, e);
    return ok;
}
