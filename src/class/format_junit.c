/* JUnit's XML, as Jenkins' and GitLab's readers know it: at most one of
 * failure, error and skipped in a testcase.
 *
 * A failure is a wrong answer. An error is what ended before there was an
 * answer: it crashed, we failed, or it could not be told. */
#include "src/base/markup.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

#include <string.h>

static bool is_listed(const struct entry *e)
{
    return e->stage != NULL || e->needed;
}

/* NULL: nothing is to be said about it. */
static const char *element_of(enum entry_state s)
{
    switch (s) {
    case ENTRY_PASSED:
        return NULL;
    case ENTRY_WRONG:
        return "failure";
    case ENTRY_SKIPPED:
        return "skipped";
    case ENTRY_BROKEN:
    case ENTRY_UNSURE:
    case ENTRY_TAMPERED:
    case ENTRY_OURS:
        break;
    }
    return "error";
}

static const char *type_of(const struct entry *e)
{
    if (e->kind != NULL)
        return e->kind;
    return e->state == ENTRY_UNSURE ? "unsure" : "failed";
}

static void attribute(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, " %s=\"", name);
    markup_text(out, value);
    buf_addc(out, '"');
}

static void time_attribute(struct buf *out, double seconds)
{
    buf_adds(out, " time=\"");
    format_seconds(out, seconds);
    buf_addc(out, '"');
}

static void put_result(struct buf *out, const struct entry *e)
{
    const char *element = element_of(e->state);

    if (element == NULL)
        return;
    buf_printf(out, "      <%s", element);
    if (e->state != ENTRY_SKIPPED)
        attribute(out, "type", type_of(e));
    attribute(out, "message", e->line);
    if (e->state == ENTRY_SKIPPED) {
        buf_adds(out, "/>\n");
        return;
    }
    buf_addc(out, '>');
    markup_text(out, e->text);
    buf_printf(out, "</%s>\n", element);
}

static void put_case(struct buf *out, const char *class_name,
                     const struct entry *e)
{
    buf_adds(out, "    <testcase");
    attribute(out, "classname", class_name);
    attribute(out, "name", e->name);
    time_attribute(out, e->seconds);
    buf_adds(out, ">\n");
    put_result(out, e);
    if (e->output != NULL) {
        buf_adds(out, "      <system-out>");
        markup_text(out, e->output);
        buf_adds(out, "</system-out>\n");
    }
    buf_adds(out, "    </testcase>\n");
}

struct counts {
    size_t tests, failures, errors, skipped;
};

/* Of one exercise; of all for SIZE_MAX. */
static struct counts count(const struct entries *all, size_t exercise)
{
    struct counts n = {0, 0, 0, 0};

    for (size_t i = 0; i < all->n; i++) {
        const struct entry *e = &all->list[i];
        const char *element = element_of(e->state);
        if (!is_listed(e) || (exercise != SIZE_MAX && e->exercise != exercise))
            continue;
        n.tests++;
        if (element == NULL)
            continue;
        n.failures += strcmp(element, "failure") == 0;
        n.errors += strcmp(element, "error") == 0;
        n.skipped += strcmp(element, "skipped") == 0;
    }
    return n;
}

static void put_counts(struct buf *out, const struct counts *n)
{
    buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", n->tests,
               n->failures, n->errors);
}

static void put_suite(struct buf *out, const struct entries *all,
                      const struct entry *whole, const char *name)
{
    struct counts n = count(all, whole->exercise);

    buf_adds(out, "  <testsuite");
    attribute(out, "name", name);
    put_counts(out, &n);
    buf_printf(out, " skipped=\"%zu\"", n.skipped);
    time_attribute(out, whole->seconds);
    buf_adds(out, ">\n");
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].exercise == whole->exercise &&
            is_listed(&all->list[i]))
            put_case(out, name, &all->list[i]);
    buf_adds(out, "  </testsuite>\n");
}

/* Readers group by what stands before the dot: by student, where many are read
 * at once. */
static const char *suite_name(struct arena *a, const struct format_input *in,
                              const struct entry *whole)
{
    if (in->student == NULL)
        return whole->group;
    return arena_printf(
        a, "%s.%s", format_line(a, in->student, FORMAT_NAME_MAX), whole->group);
}

void format_junit(struct arena *a, const struct format_input *in,
                  struct buf *out)
{
    struct entries all;

    format_entries(a, in, FORMAT_TEXT_MAX, &all);
    struct counts n = count(&all, SIZE_MAX);
    buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    attribute(out, "name",
              format_line(a, in->assignment->title, FORMAT_NAME_MAX));
    put_counts(out, &n);
    time_attribute(out, all.seconds);
    buf_adds(out, ">\n");
    for (size_t i = 0; i < all.n; i++)
        if (all.list[i].stage == NULL)
            put_suite(out, &all, &all.list[i], suite_name(a, in, &all.list[i]));
    buf_adds(out, "</testsuites>\n");
}
