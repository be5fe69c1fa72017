/* The Test Anything Protocol, version 14.
 *
 * What could not be told is no failure, and must not count as a success: its
 * tests are skipped, and the document ends with "Bail out!". Texts stand in the
 * YAML blocks as JSON strings, which are YAML, too. */
#include "src/base/json.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

#include <string.h>

static bool bails_out(enum entry_state s)
{
    return s == ENTRY_UNSURE || s == ENTRY_OURS;
}

/* The whole of an exercise that bails out is no test: it is said at the end. */
static bool is_listed(const struct entry *e)
{
    return e->stage != NULL || (e->needed && !bails_out(e->state));
}

/* "#" would begin a directive. */
static void escaped(struct buf *out, const char *s)
{
    for (; *s != '\0'; s++) {
        if (*s == '#' || *s == '\\')
            buf_addc(out, '\\');
        buf_addc(out, *s);
    }
}

static void yaml(struct buf *out, const char *key, const char *text)
{
    struct json_out w;

    buf_printf(out, "  %s: ", key);
    json_begin(&w, out);
    json_put_string(&w, NULL, text);
}

static void put_point(struct buf *out, const struct entry *e, size_t number)
{
    bool skipped = e->state == ENTRY_SKIPPED || bails_out(e->state);

    buf_printf(out, "%sok %zu - ",
               skipped || e->state == ENTRY_PASSED ? "" : "not ", number);
    escaped(out, e->name);
    if (skipped) {
        buf_adds(out, " # SKIP ");
        escaped(out, e->line);
    }
    buf_addc(out, '\n');
    if (e->state == ENTRY_PASSED || skipped)
        return;
    buf_adds(out, "  ---\n");
    yaml(out, "message", e->line);
    yaml(out, "severity", "fail");
    if (e->kind != NULL)
        yaml(out, "kind", e->kind);
    yaml(out, "text", e->text);
    if (e->output != NULL)
        yaml(out, "output", e->output);
    buf_adds(out, "  ...\n");
}

/* One line: whoever reads it stops at the first. */
static void put_bail_out(struct buf *out, const struct entries *all)
{
    const char *before = "Bail out! ";

    for (size_t i = 0; i < all->n; i++) {
        const struct entry *e = &all->list[i];
        if (e->stage != NULL || !bails_out(e->state))
            continue;
        buf_adds(out, before);
        escaped(out, e->name);
        buf_adds(out, ": ");
        escaped(out, e->line);
        before = "; ";
    }
    if (strcmp(before, "; ") == 0)
        buf_addc(out, '\n');
}

void format_tap(struct arena *a, const struct format_input *in, struct buf *out)
{
    struct entries all;
    size_t n = 0;

    format_entries(a, in, FORMAT_TEXT_MAX, &all);
    for (size_t i = 0; i < all.n; i++)
        n += is_listed(&all.list[i]);
    buf_printf(out, "TAP version 14\n1..%zu\n", n);
    n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (is_listed(&all.list[i]))
            put_point(out, &all.list[i], ++n);
    put_bail_out(out, &all);
}
