/* PrairieLearn's results.json, at most 1 MB.
 *
 * A submission that is not gradable costs the student no attempt and no points:
 * so it is where nothing can be graded, and where we could not tell. */
#include "src/base/json.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

enum { DOCUMENT_MAX = 1000000 }; /* bytes: PrairieLearn refuses more */

/* From 0 to 1. An assignment that is worth nothing is right or wrong. */
static double share_of(const struct entries *all)
{
    if (all->max > 0)
        return all->points < all->max ? all->points / all->max : 1;
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].stage == NULL && all->list[i].state != ENTRY_PASSED)
            return 0;
    return 1;
}

static void put_not_gradable(struct json_out *w, const struct entries *all)
{
    json_put_bool(w, "gradable", false);
    json_put_string(w, "message", all->text);
    json_put_array(w, "format_errors");
    for (size_t i = 0; i < all->n; i++) {
        const struct entry *e = &all->list[i];
        if (e->stage == NULL && (!e->score.known || !e->handed_in))
            json_put_string(w, NULL, e->text);
    }
    json_put_end(w, ']');
}

/* Every test has points, or PrairieLearn shows none; 0 of 0 is neutral. */
static void put_test(struct json_out *w, const struct entry *e, bool points)
{
    bool counts = points && e->stage == NULL;

    json_put_object(w, NULL);
    json_put_string(w, "name", e->name);
    json_put_number(w, "points", counts ? e->score.points : 0);
    json_put_number(w, "max_points", counts ? e->score.max : 0);
    json_put_string(w, "message", e->text);
    if (e->output != NULL)
        json_put_string(w, "output", e->output);
    json_put_end(w, '}');
}

static void put_graded(struct json_out *w, const struct format_input *in,
                       const struct entries *all)
{
    json_put_bool(w, "gradable", true);
    json_put_number(w, "score", share_of(all));
    json_put_array(w, "tests");
    for (size_t i = 0; i < all->n; i++)
        put_test(w, &all->list[i], in->assignment->shown.points);
    json_put_end(w, ']');
}

static void write_document(struct arena *a, const struct format_input *in,
                           size_t text_max, struct buf *out)
{
    struct entries all;
    struct json_out w;

    format_entries(a, in, text_max, &all);
    json_begin(&w, out);
    json_put_object(&w, NULL);
    if (all.known && all.anything)
        put_graded(&w, in, &all);
    else
        put_not_gradable(&w, &all);
    json_put_end(&w, '}');
}

void format_prairielearn(struct arena *a, const struct format_input *in,
                         struct buf *out)
{
    format_fit(a, in, DOCUMENT_MAX, write_document, out);
}
