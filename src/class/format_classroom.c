/* The result of a runner of GitHub Classroom, as its reporter reads it: in
 * base64, as a step's output, of which GitHub takes 1 MB.
 *
 * The reporter shows how many tests of all passed, and adds up their scores:
 * one test for each exercise makes both say the same. It reports no points
 * where max_score is 0: so it is where one exercise's score is not known. */
#include "src/base/json.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

#include <math.h>

enum { DOCUMENT_MAX = 700000 }; /* bytes: under 1 MB in base64 */

static const char *status_of(enum entry_state s)
{
    if (s == ENTRY_PASSED)
        return "pass";
    return s == ENTRY_WRONG || s == ENTRY_BROKEN ? "fail" : "error";
}

static const char *status_of_all(const struct entries *all)
{
    const char *status = "pass";

    for (size_t i = 0; i < all->n; i++) {
        enum entry_state s = all->list[i].state;
        if (all->list[i].stage != NULL || s == ENTRY_PASSED)
            continue;
        if (s > ENTRY_BROKEN)
            return "error";
        status = "fail";
    }
    return status;
}

/* All that the exercise's entries say about what did not pass. */
static char *message_of(struct arena *a, const struct entries *all,
                        const struct entry *whole, size_t max)
{
    struct buf text = BUF_INIT;

    buf_adds(&text, whole->text);
    for (size_t i = 0; i < all->n && text.len <= max; i++) {
        const struct entry *e = &all->list[i];
        if (e->exercise == whole->exercise && e->stage != NULL &&
            e->state != ENTRY_PASSED)
            buf_printf(&text, "\n%s:\n%s", e->name, e->text);
    }
    char *message = format_text(a, text.data, max);
    buf_free(&text);
    return message;
}

static void put_place(struct json_out *w, struct arena *a,
                      const struct format_input *in, const struct entry *whole)
{
    const char *name = in->assignment->list[whole->exercise].exercise;
    const struct record *r = format_record(in, name);
    const struct record_finding *f =
        format_shown(in, r) > 0 ? &r->findings[0] : NULL;

    json_put_string(w, "filename",
                    f == NULL ? "" : format_line(a, f->file, FORMAT_NAME_MAX));
    json_put_number(w, "line_no", f != NULL && f->line > 0 ? f->line : 0);
}

static void put_test(struct json_out *w, struct arena *a,
                     const struct format_input *in, const struct entries *all,
                     const struct entry *whole, size_t max)
{
    json_put_object(w, NULL);
    json_put_string(w, "name", whole->name);
    json_put_string(w, "status", status_of(whole->state));
    json_put_number(w, "score", all->known ? whole->score.points : 0);
    json_put_string(w, "message", message_of(a, all, whole, max));
    json_put_string(w, "test_code", "");
    put_place(w, a, in, whole);
    json_put_number(w, "duration", floor(whole->seconds * 1000));
    json_put_end(w, '}');
}

static void write_document(struct arena *a, const struct format_input *in,
                           size_t text_max, struct buf *out)
{
    struct entries all;
    struct json_out w;

    format_entries(a, in, text_max, &all);
    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "version", 1);
    json_put_string(&w, "status", status_of_all(&all));
    json_put_number(&w, "max_score", all.known ? all.max : 0);
    json_put_array(&w, "tests");
    for (size_t i = 0; i < all.n; i++)
        if (all.list[i].stage == NULL)
            put_test(&w, a, in, &all, &all.list[i], text_max);
    json_put_end(&w, ']');
    json_put_end(&w, '}');
}

void format_classroom(struct arena *a, const struct format_input *in,
                      struct buf *out)
{
    format_fit(a, in, DOCUMENT_MAX, write_document, out);
}
