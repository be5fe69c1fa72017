/* Exercism's results.json, version 3 of its test runner interface.
 *
 * There is no state for a test that was left out, so it is not listed. "error"
 * as a whole is for a submission of which no test ran. */
#include "src/base/json.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

enum {
    VERSION = 3,
    OUTPUT_MAX = 500,    /* characters, of a test's output */
    CUT_NOTE_MAX = 60,   /* of them kept free for the note below */
    MESSAGE_MAX = 60000, /* bytes: the site holds 65535 */
};

static const char cut_note[] = "\n[cut: a test may print 500 characters]";
_Static_assert(sizeof cut_note <= CUT_NOTE_MAX, "room for the note");

static bool is_listed(const struct entry *e)
{
    return e->state != ENTRY_SKIPPED && (e->stage != NULL || e->needed);
}

static const char *status_of(enum entry_state s)
{
    if (s == ENTRY_PASSED)
        return "pass";
    return s == ENTRY_WRONG ? "fail" : "error";
}

static void put_test(struct json_out *w, struct arena *a, const struct entry *e)
{
    json_put_object(w, NULL);
    json_put_string(w, "name", e->name);
    json_put_string(w, "status", status_of(e->state));
    if (e->state != ENTRY_PASSED)
        json_put_string(w, "message", e->text);
    if (e->output != NULL)
        json_put_string(w, "output",
                        format_characters(a, e->output,
                                          OUTPUT_MAX - CUT_NOTE_MAX, cut_note));
    json_put_end(w, '}');
}

static void put_tests(struct json_out *w, struct arena *a,
                      const struct entries *all)
{
    bool passed = true;

    for (size_t i = 0; i < all->n; i++)
        if (is_listed(&all->list[i]) && all->list[i].state != ENTRY_PASSED)
            passed = false;
    json_put_string(w, "status", passed ? "pass" : "fail");
    json_put_string(w, "message", NULL);
    json_put_array(w, "tests");
    for (size_t i = 0; i < all->n; i++)
        if (is_listed(&all->list[i]))
            put_test(w, a, &all->list[i]);
    json_put_end(w, ']');
}

static void put_error(struct json_out *w, struct arena *a,
                      const struct entries *all)
{
    struct buf text = BUF_INIT;

    for (size_t i = 0; i < all->n; i++)
        if (is_listed(&all->list[i]) && all->list[i].state != ENTRY_PASSED)
            buf_printf(&text, "%s\n", all->list[i].text);
    json_put_string(w, "status", "error");
    json_put_string(w, "message", format_text(a, text.data, MESSAGE_MAX));
    json_put_array(w, "tests");
    json_put_end(w, ']');
    buf_free(&text);
}

void format_exercism(struct arena *a, const struct format_input *in,
                     struct buf *out)
{
    struct entries all;
    struct json_out w;
    bool ran = false;

    format_entries(a, in, FORMAT_TEXT_MAX, &all);
    for (size_t i = 0; i < all.n; i++)
        ran = ran || all.list[i].ran;
    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "version", VERSION);
    if (ran)
        put_tests(&w, a, &all);
    else
        put_error(&w, a, &all);
    json_put_end(&w, '}');
}
