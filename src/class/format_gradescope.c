/* Gradescope's results.json.
 *
 * Where one exercise's score is not known, no score stands anywhere: Gradescope
 * then says that the autograder did not succeed, and an instructor looks and
 * has it run again. The sum of the others would be taken for a grade.
 *
 * There is no switch that hides points, but the total is hidden from students
 * as soon as one test is. */
#include "src/base/json.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

/* NULL: Gradescope shows the test as information, neither good nor bad. */
static const char *status_of(enum entry_state s)
{
    if (s == ENTRY_PASSED)
        return "passed";
    return s == ENTRY_WRONG || s == ENTRY_BROKEN ? "failed" : NULL;
}

static void put_test(struct json_out *w, const struct entry *e, bool scores)
{
    const char *status = status_of(e->state);
    struct buf text = BUF_INIT;

    buf_adds(&text, e->text);
    if (e->output != NULL)
        buf_printf(&text, "The program printed:\n%s", e->output);
    json_put_object(w, NULL);
    json_put_string(w, "name", e->name);
    json_put_string(w, "name_format", "text");
    if (scores && e->stage == NULL) {
        json_put_number(w, "score", e->score.points);
        json_put_number(w, "max_score", e->score.max);
    }
    if (status != NULL)
        json_put_string(w, "status", status);
    json_put_string(w, "output", text.data);
    json_put_string(w, "output_format", "text");
    json_put_string(w, "visibility", "visible");
    json_put_end(w, '}');
    buf_free(&text);
}

static void put_hidden_total(struct json_out *w, const struct entries *all)
{
    json_put_object(w, NULL);
    json_put_string(w, "name", "points");
    json_put_number(w, "score", all->points);
    json_put_number(w, "max_score", all->max);
    json_put_string(w, "visibility", "hidden");
    json_put_end(w, '}');
}

void format_gradescope(struct arena *a, const struct format_input *in,
                       struct buf *out)
{
    bool points = in->assignment->shown.points;
    struct entries all;
    struct json_out w;

    format_entries(a, in, FORMAT_TEXT_MAX, &all);
    json_begin(&w, out);
    json_put_object(&w, NULL);
    if (all.known)
        json_put_number(&w, "score", all.points);
    json_put_number(&w, "execution_time", all.seconds);
    json_put_string(&w, "output", all.text);
    json_put_string(&w, "output_format", "text");
    json_put_string(&w, "test_output_format", "text");
    json_put_string(&w, "test_name_format", "text");
    json_put_string(&w, "visibility", "visible");
    json_put_string(&w, "stdout_visibility", "hidden");
    json_put_array(&w, "tests");
    for (size_t i = 0; i < all.n; i++)
        put_test(&w, &all.list[i], all.known && points);
    if (all.known && !points)
        put_hidden_total(&w, &all);
    json_put_end(&w, ']');
    json_put_end(&w, '}');
}
