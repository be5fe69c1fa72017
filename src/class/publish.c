#include "src/class/publish.h"

#include "grader/exercise.h"
#include "src/base/buf.h"
#include "src/class/feedback.h"
#include "src/class/gradebook.h"

#include <stdlib.h>
#include <string.h>

enum { PUBLISHED_MAX = 64 << 20 }; /* bytes of a file that is compared */

/* Writing waits for the disk, reading does not: most pages stay as they are. */
static bool put(const char *path, const struct buf *text, struct err *e)
{
    struct arena *a = arena_new();
    struct text old;
    struct err ignored;
    bool same = file_is_plain(path) &&
                file_read(a, path, PUBLISHED_MAX, &old, &ignored) &&
                old.len == text->len &&
                (old.len == 0 || memcmp(old.data, text->data, old.len) == 0);
    bool ok = same || file_write(path, text->data, text->len, e);

    arena_free(a);
    return ok;
}

/* ------------------------------------------------------------ of the class */

static bool put_class(struct arena *a, const struct publish_request *req,
                      const struct ledger *l, struct err *e)
{
    struct report_facts facts = *req->facts;
    struct buf book = BUF_INIT, plain = BUF_INIT, page = BUF_INIT;

    gradebook_csv(l, &book);
    facts.out = req->out;
    facts.style = NULL;
    report_markdown(a, l, &facts, &plain);
    facts.style = req->style;
    report_html(a, l, &facts, &page);
    bool ok = put(file_join(a, req->out, "gradebook.csv"), &book, e) &&
              put(file_join(a, req->out, "report.md"), &plain, e) &&
              put(file_join(a, req->out, "report.html"), &page, e);
    buf_free(&book);
    buf_free(&plain);
    buf_free(&page);
    return ok;
}

/* ----------------------------------------------------------- of one student */

/* A student's whole records; those that are missing have NULL. */
struct student_work {
    struct feedback_part *parts;
    const struct record **records; /* those that are there */
    size_t nrecords;
};

static void load_work(struct arena *a, const struct publish_request *req,
                      const struct student *who, struct student_work *out)
{
    const struct assignment *as = req->assignment;
    struct err ignored;

    out->parts = ARENA_ARRAY(a, struct feedback_part, as->n);
    out->records = ARENA_ARRAY(a, const struct record *, as->n);
    out->nrecords = 0;
    for (size_t i = 0; i < as->n; i++) {
        struct feedback_part *part = &out->parts[i];
        struct record *r = ARENA_NEW(a, struct record);
        const char *copy = arena_printf(a, "%s/submissions/%s/%s", req->out,
                                        who->id, as->list[i].file);
        part->exercise = req->facts->exercises[i];
        part->score = (struct score){.max = as->list[i].points};
        if (!ledger_record(a, req->out, who->id, as->list[i].exercise, r))
            continue;
        part->record = r;
        part->score = score_of(as, &as->list[i], r);
        out->records[out->nrecords++] = r;
        if (*r->sha256 != '\0' &&
            !file_read(a, copy, INTAKE_FILE_MAX, &part->source, &ignored))
            part->source = (struct text){0};
    }
}

static bool put_pages(struct arena *a, const struct publish_request *req,
                      const struct student *who, const struct student_work *w,
                      struct err *e)
{
    struct feedback page = {req->assignment, who, w->parts, NULL};
    const char *path = arena_printf(a, "%s/feedback/%s", req->out, who->id);
    struct buf plain = BUF_INIT, html = BUF_INIT;

    feedback_markdown(&page, &plain);
    page.style = req->style;
    feedback_html(&page, &html);
    bool ok = put(arena_printf(a, "%s.md", path), &plain, e) &&
              put(arena_printf(a, "%s.html", path), &html, e);
    buf_free(&plain);
    buf_free(&html);
    return ok;
}

static bool put_format(struct arena *a, const struct publish_request *req,
                       const struct format *f, const struct student *who,
                       const struct student_work *w, struct err *e)
{
    const struct format_input in = {req->assignment, w->records, w->nrecords,
                                    who->id};
    const char *dir =
        arena_printf(a, "%s/formats/%s/%s", req->out, f->name, who->id);
    struct buf text = BUF_INIT;

    f->write(a, &in, &text);
    bool ok =
        file_mkdirs(dir, 0755, e) && put(file_join(a, dir, f->file), &text, e);
    buf_free(&text);
    return ok;
}

static bool put_student(const struct publish_request *req,
                        const struct student *who, struct err *e)
{
    struct arena *a = arena_new();
    struct student_work w;

    load_work(a, req, who, &w);
    bool ok = put_pages(a, req, who, &w, e);
    for (size_t i = 0; ok && req->formats[i] != NULL; i++)
        ok = put_format(a, req, req->formats[i], who, &w, e);
    arena_free(a);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The id of whose page it is; NULL: it is none of ours. */
static const char *page_of(struct arena *a, const char *name)
{
    const char *dot = strrchr(name, '.');

    if (dot == NULL || (strcmp(dot, ".md") != 0 && strcmp(dot, ".html") != 0))
        return NULL;
    const char *id = arena_strndup(a, name, (size_t)(dot - name));
    return roster_id_ok(id) ? id : NULL;
}

/* Removes pages of those who left. */
static bool clear(struct arena *a, const struct publish_request *req,
                  const char *dir, struct err *e)
{
    const char **ids = ARENA_ARRAY(a, const char *, req->nstudents);
    struct names names;

    if (!file_list(a, dir, &names, e))
        return false;
    for (size_t s = 0; s < req->nstudents; s++)
        ids[s] = req->students[s].id;
    qsort(ids, req->nstudents, sizeof *ids, by_name);
    for (size_t i = 0; i < names.n; i++) {
        const char *path = file_join(a, dir, names.name[i]);
        const char *id = page_of(a, names.name[i]);
        bool stays =
            id == NULL || !file_is_plain(path) ||
            bsearch(&id, ids, req->nstudents, sizeof *ids, by_name) != NULL;
        if (!stays && !file_remove(path, e))
            return false;
    }
    return true;
}

static void count(const struct ledger *l, struct publish_result *out)
{
    const size_t n = l->nstudents * l->assignment->n;

    for (size_t i = 0; i < n; i++) {
        if (l->cells[i].record == NULL)
            out->unknown++;
        else
            out->outcomes[l->cells[i].record->outcome]++;
    }
}

bool publish(struct arena *a, const struct publish_request *req,
             struct publish_result *out, struct err *e)
{
    const char *pages = file_join(a, req->out, "feedback");
    struct ledger l;
    size_t bad;

    *out = (struct publish_result){0};
    if (!ledger_load(a, req->out, req->assignment, req->students,
                     req->nstudents, &l, &bad, e) ||
        !file_mkdirs(pages, 0755, e) || !clear(a, req, pages, e))
        return false;
    count(&l, out);
    for (size_t i = 0; i < req->nstudents; i++) {
        if (!put_student(req, &req->students[i], e))
            return false;
    }
    return put_class(a, req, &l, e);
}
