/* Steps as words, and an execution as a list: who, where, what. */
#include "src/ui/replay_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    VALUE_BYTES = 24,
    PLACE_BYTES = 64, /* of "FILE:LINE" */
};

/* ---------------------------------------------------------------------- words
 */

/* Most variables are of a signed type. */
static void value_text(uint64_t value, unsigned size, char text[VALUE_BYTES])
{
    int64_t number = (int64_t)value;

    if (size > 0 && size < sizeof value) {
        unsigned unused = 64 - 8 * size;
        number = (int64_t)(value << unused) >> unused;
    }
    snprintf(text, VALUE_BYTES, "%" PRId64, number);
}

const struct trace_step *replay_step(const struct trace *trace, int number)
{
    for (size_t i = 0; i < trace->nsteps; i++) {
        if (trace->steps[i].number == number)
            return &trace->steps[i];
    }
    return NULL;
}

const char *replay_thread_name(const struct trace *trace, int id)
{
    if (id == 0)
        return "the main thread";
    for (size_t i = 0; i < trace->nthreads; i++) {
        if (trace->threads[i].id == id)
            return trace->threads[i].name;
    }
    return "a thread";
}

static void add_variable(struct buf *out, const struct trace_step *s)
{
    if (s->variable != NULL)
        buf_adds(out, s->variable);
    else
        buf_printf(out, "*%#" PRIx64, s->address);
}

/* What a load of an old value needs to be said about. */
static void add_source(struct buf *out, const struct trace *trace,
                       const struct trace_step *s)
{
    const struct trace_step *from = replay_step(trace, s->from);

    if (s->nnewer == 0)
        return;
    if (from != NULL)
        buf_printf(out, ", which %s had written",
                   replay_thread_name(trace, from->thread));
    else
        buf_adds(out, ", its first value");
    buf_printf(out, ", though %zu newer %s there", s->nnewer,
               s->nnewer == 1 ? "was" : "were");
}

static void add_access(struct buf *out, const struct trace *trace,
                       const struct trace_step *s)
{
    char read[VALUE_BYTES], wrote[VALUE_BYTES];

    value_text(s->read, s->size, read);
    value_text(s->wrote, s->size, wrote);
    buf_adds(out, s->reads && s->writes ? "changes "
                  : s->writes           ? "writes "
                                        : "reads ");
    add_variable(out, s);
    if (s->reads && s->writes)
        buf_printf(out, " from %s to %s", read, wrote);
    else
        buf_printf(out, " = %s", s->writes ? wrote : read);
    if (s->order != NULL)
        buf_printf(out, " (%s)", s->order);
    add_source(out, trace, s);
}

void replay_say_step(struct buf *out, const struct trace *trace,
                     const struct trace_step *s)
{
    bool memory = s->object == NULL || strcmp(s->object, "atomic") == 0;

    switch (s->kind) {
    case TRACE_BEGIN:
        buf_adds(out, "begins");
        break;
    case TRACE_END:
        buf_adds(out, "ends");
        break;
    case TRACE_CREATE:
        buf_adds(out, "creates ");
        buf_adds(out, s->child >= 0 ? replay_thread_name(trace, s->child)
                                    : "a thread");
        break;
    case TRACE_FENCE:
        buf_printf(out, "fence (%s)", s->order ? s->order : "");
        break;
    case TRACE_CHOICE:
        if (strncmp(s->name, "ex_", 3) == 0)
            buf_printf(out, "%s gives %d", s->name, s->choice);
        else
            buf_printf(out, "%s: %s", s->name, s->choice ? "yes" : "not now");
        break;
    default:
        if (memory && (s->reads || s->writes)) {
            add_access(out, trace, s);
            break;
        }
        buf_adds(out, s->name);
        if (s->variable != NULL)
            buf_printf(out, " %s", s->variable);
        break;
    }
}

/* ----------------------------------------------------------------------- list
 */

/* In a column it stands alone: "main thread". */
static const char *column_name(const struct trace *trace, int id)
{
    const char *name = replay_thread_name(trace, id);

    return id == 0 ? name + strlen("the ") : name;
}

/* How wide the columns are, and whether all lines are of one file. */
struct columns {
    const struct trace *trace;
    const char *file; /* NULL: several */
    int number, name, place;
};

static void place_text(const struct columns *c, const struct trace_step *s,
                       char text[PLACE_BYTES])
{
    if (s->nframes == 0)
        *text = '\0';
    else if (c->file != NULL)
        snprintf(text, PLACE_BYTES, "line %d", s->frames[0].line);
    else
        snprintf(text, PLACE_BYTES, "%s:%d", s->frames[0].file,
                 s->frames[0].line);
}

static struct columns measure(const struct trace *trace)
{
    struct columns c = {.trace = trace};
    bool several = false;

    for (size_t i = 0; i < trace->nsteps && !several; i++) {
        const struct trace_step *s = &trace->steps[i];
        if (s->nframes > 0 && c.file != NULL)
            several = strcmp(c.file, s->frames[0].file) != 0;
        else if (s->nframes > 0)
            c.file = s->frames[0].file;
    }
    c.file = several ? NULL : c.file;
    for (size_t i = 0; i < trace->nsteps; i++) {
        const struct trace_step *s = &trace->steps[i];
        char text[PLACE_BYTES];
        place_text(&c, s, text);
        int place = (int)strlen(text);
        int name = (int)strlen(column_name(trace, s->thread));
        c.number = snprintf(NULL, 0, "%d", s->number);
        c.place = place > c.place ? place : c.place;
        c.name = name > c.name ? name : c.name;
    }
    return c;
}

/* "  7  thread 1  line 12  writes total = 1 (relaxed)" */
static void draw_step(struct buf *out, const struct look *look,
                      const struct columns *c, const struct trace_step *s)
{
    struct buf line = BUF_INIT, safe = BUF_INIT;
    char place[PLACE_BYTES];

    place_text(c, s, place);
    buf_printf(&line, "%*d  %-*s  %-*s  ", c->number, s->number, c->name,
               column_name(c->trace, s->thread), c->place, place);
    replay_say_step(&line, c->trace, s);
    term_safe_line(&safe, look, line.data, line.len);
    term_fold(out, look, "  ", "      ", safe.data);
    buf_free(&line);
    buf_free(&safe);
}

void replay_draw_list(struct buf *out, const struct look *look,
                      const struct trace *trace)
{
    struct columns c = measure(trace);

    for (size_t i = 0; i < trace->nsteps; i++)
        draw_step(out, look, &c, &trace->steps[i]);
}
