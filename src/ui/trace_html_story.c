/* The story in its page: lanes for the reader, data for the script.
 *
 * Rows that are steps are numbered from 1, "step-1"; data-row is the row's
 * index in the story. What a learner wrote is escaped (H1 in trace_html.c). */
#include "src/base/json.h"
#include "src/ui/html.h"
#include "src/ui/trace_html_parts.h"

#include <string.h>

enum {
    COLUMNS_MAX = 12, /* that the style has places for; others share the last */
    SLOTS_MAX = 3,    /* bars of locks beside each other */
};

/* ----------------------------------------------------------------- the lanes
 */

static size_t place_of(size_t column)
{
    return column < COLUMNS_MAX ? column : COLUMNS_MAX - 1;
}

static bool is_remark(const struct story_row *row)
{
    return row->kind == STORY_SKIP || row->kind == STORY_SWITCH;
}

/* The number of the step that a row is (H4); 0: it is none. */
static size_t step_of(const struct story *s, size_t row)
{
    size_t n = 0;

    if (is_remark(&s->rows[row]))
        return 0;
    for (size_t i = 0; i <= row; i++)
        n += !is_remark(&s->rows[i]);
    return n;
}

static void add_threads(struct buf *out, const struct story *s)
{
    buf_printf(out, "<ul class=\"threads of%zu\" aria-label=\"Threads\">\n",
               place_of(s->ncolumns - 1) + 1);
    for (size_t c = 0; c < s->ncolumns; c++) {
        buf_printf(out,
                   "<li class=\"c%zu\"><button type=\"button\" "
                   "aria-pressed=\"false\" data-column=\"%zu\">",
                   place_of(c), c);
        html_text(out, s->columns[c].name);
        if (s->columns[c].function != NULL) {
            buf_adds(out, " <code>");
            html_text(out, s->columns[c].function);
            buf_adds(out, "</code>");
        }
        buf_adds(out, "</button></li>\n");
    }
    buf_adds(out, "</ul>\n");
}

/* Which of its column's bars a span is. */
static size_t slot_of(const struct story *s, size_t span)
{
    size_t slot = 0;

    for (size_t i = 0; i < span; i++) {
        const struct story_span *a = &s->spans[i], *b = &s->spans[span];
        slot += a->column == b->column && a->last >= b->first &&
                b->last >= a->first;
    }
    return slot < SLOTS_MAX ? slot : SLOTS_MAX - 1;
}

/* The locks that are held in a row, of all threads. */
static void add_bars(struct buf *out, const struct story *s, size_t row)
{
    for (size_t i = 0; i < s->nspans; i++) {
        const struct story_span *span = &s->spans[i];
        if (row < span->first || row > span->last)
            continue;
        buf_printf(out,
                   "<i class=\"bar c%zu slot%zu%s%s\" aria-hidden=\"true\">"
                   "</i>",
                   place_of(span->column), slot_of(s, i),
                   row == span->first && !span->before ? " begins" : "",
                   row == span->last && !span->open ? " ends" : "");
    }
}

static void add_held(struct buf *out, const struct story *s, size_t row)
{
    for (size_t i = 0; i < s->nspans; i++) {
        const struct story_span *span = &s->spans[i];
        /* The rows where it begins and ends say so themselves. */
        bool inside = row > span->first &&
                      (row < span->last || (row == span->last && span->open));
        if (!inside || span->column != s->rows[row].column)
            continue;
        buf_adds(out, "<span class=\"held\">holds ");
        html_text(out, span->name);
        buf_adds(out, "</span> ");
    }
}

static const char *const tones[] = {
    [STORY_PLAIN] = "plain", [STORY_OLD] = "old", [STORY_WRONG] = "wrong"};

static void add_notes(struct buf *out, const struct story_row *row)
{
    buf_adds(out, "<ul class=\"notes\">");
    for (size_t i = 0; i < row->nnotes; i++) {
        const struct story_note *note = &row->notes[i];
        buf_printf(out, "<li class=\"%s\">", tones[note->tone]);
        if (note->tone == STORY_OLD)
            buf_adds(out, "<b aria-hidden=\"true\">▸ </b>");
        else if (note->tone == STORY_WRONG)
            buf_adds(out, "<b>✗<span class=\"unseen\"> mistake:</span></b> ");
        html_text(out, note->text);
        buf_adds(out, "</li>");
    }
    buf_adds(out, "</ul>");
}

/* What an arrow says, in words, at the row where it ends. */
static const char *const edge_words[] = {
    [STORY_READS] = "value from step %zu",
    [STORY_MISSES] = "step %zu is not seen",
    [STORY_RACES] = "races with step %zu",
    [STORY_WAKES] = "woken by step %zu",
};
static const char *const edge_names[] = {
    [STORY_READS] = "reads",
    [STORY_MISSES] = "misses",
    [STORY_RACES] = "races",
    [STORY_WAKES] = "wakes",
};

static void add_links(struct buf *out, const struct story *s, size_t row)
{
    for (size_t i = 0; i < s->nedges; i++) {
        const struct story_edge *e = &s->edges[i];
        size_t from = step_of(s, e->from);
        if (e->to != row || from == 0)
            continue;
        buf_printf(out, "<a class=\"edge %s\" href=\"#step-%zu\">",
                   edge_names[e->kind], from);
        buf_printf(out, edge_words[e->kind], from);
        buf_adds(out, "</a> ");
    }
}

static void add_line(struct buf *out, const struct story *s,
                     const struct story_row *row)
{
    const char *text = row->code != NULL ? row->code : row->function;
    int state = 0;

    if (row->line <= 0 && text == NULL)
        return;
    buf_adds(out, "<p class=\"line\">");
    if (row->line > 0) {
        buf_adds(out, "<span class=\"number\">"
                      "<span class=\"unseen\">line </span>");
        if (row->file != NULL && s->file != NULL &&
            strcmp(row->file, s->file) != 0) {
            html_text(out, row->file);
            buf_addc(out, ':');
        }
        buf_printf(out, "%d</span> ", row->line);
    }
    if (text != NULL) {
        buf_adds(out, "<code>");
        html_code(out, text, strlen(text), &state);
        buf_adds(out, "</code>");
    }
    buf_adds(out, "</p>");
}

static void add_remark(struct buf *out, const struct story *s, size_t row)
{
    const struct story_row *r = &s->rows[row];

    buf_printf(out, "<li class=\"remark %s c%zu\">",
               r->kind == STORY_SKIP ? "skip" : "switch", place_of(r->column));
    add_bars(out, s, row);
    buf_adds(out, "<p>");
    html_text(out, r->notes[0].text);
    buf_adds(out, "</p></li>\n");
}

static void add_step(struct buf *out, const struct story *s, size_t row)
{
    const struct story_row *r = &s->rows[row];
    size_t step = step_of(s, row);

    buf_printf(out,
               "<li class=\"step %s c%zu\" id=\"step-%zu\" data-row=\"%zu\" "
               "data-column=\"%zu\" data-line=\"%d\" data-file=\"",
               tones[story_tone(r)], place_of(r->column), step, row, r->column,
               r->line);
    html_text(out, r->file != NULL ? r->file : "");
    buf_adds(out, "\">");
    add_bars(out, s, row);
    buf_printf(out,
               "<div class=\"card\"><p class=\"who\"><span class=\"count\">"
               "<span class=\"unseen\">step </span>%zu</span> "
               "<span class=\"name\">",
               step);
    html_text(out, s->columns[r->column].name);
    buf_adds(out, "</span></p>");
    add_line(out, s, r);
    add_notes(out, r);
    buf_adds(out, "<p class=\"links\">");
    add_links(out, s, row);
    add_held(out, s, row);
    buf_adds(out, "</p></div></li>\n");
}

static size_t slots_of(const struct story *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->nspans; i++)
        n = slot_of(s, i) + 1 > n ? slot_of(s, i) + 1 : n;
    return n;
}

static const char *const legend[] = {
    [STORY_READS] = "from a store to the load that reads it",
    [STORY_MISSES] = "a newer store that the load does not see",
    [STORY_RACES] = "both use the same memory, and nothing orders them",
    [STORY_WAKES] = "one thread wakes the other",
};

static void add_legend(struct buf *out, const struct story *s)
{
    buf_adds(out, "<ul class=\"legend\">\n");
    for (int kind = STORY_READS; kind <= STORY_WAKES; kind++) {
        bool used = false;
        for (size_t i = 0; i < s->nedges; i++)
            used = used || (int)s->edges[i].kind == kind;
        if (used)
            buf_printf(out,
                       "<li><svg class=\"%s\" viewBox=\"0 0 36 10\" "
                       "aria-hidden=\"true\"><path d=\"M1 5H29\"/>"
                       "<path class=\"head\" d=\"M28 1l7 4-7 4z\"/></svg>"
                       "<span class=\"unseen\">Arrow: </span>%s</li>\n",
                       edge_names[kind], legend[kind]);
    }
    if (s->nspans > 0)
        buf_adds(out, "<li><i class=\"sample\" aria-hidden=\"true\"></i>a lock "
                      "is held</li>\n");
    buf_adds(out, "</ul>\n");
}

void trace_html_story(struct buf *out, const struct story *s)
{
    buf_adds(out, "<section class=\"story\" aria-labelledby=\"how\">\n"
                  "<h2 id=\"how\">How it comes to that</h2>\n");
    add_threads(out, s);
    buf_printf(out, "<ol id=\"steps\" class=\"steps of%zu slots%zu\">\n",
               place_of(s->ncolumns - 1) + 1, slots_of(s));
    for (size_t i = 0; i < s->nrows; i++) {
        if (is_remark(&s->rows[i]))
            add_remark(out, s, i);
        else
            add_step(out, s, i);
    }
    buf_adds(out, "</ol>\n");
    add_legend(out, s);
    if (s->mistake != NULL) {
        buf_adds(out, "<p class=\"mistake\">");
        html_text(out, s->mistake);
        buf_adds(out, "</p>\n");
    }
    if (s->help != NULL) {
        buf_adds(out, "<p class=\"help\"><b>What would have helped:</b> ");
        html_text(out, s->help);
        buf_adds(out, "</p>\n");
    }
    buf_adds(out, "</section>\n");
}

/* --------------------------------------------------------- for the script */

static void put_value(struct json_out *w, const struct story *s,
                      const struct story_value *v)
{
    json_put_object(w, NULL);
    json_put_string(w, "now", v->now != NULL ? v->now : "");
    json_put_number(w, "step",
                    v->row >= 0 ? (double)step_of(s, (size_t)v->row) : 0);
    json_put_array(w, "seen");
    for (size_t c = 0; c < s->ncolumns; c++)
        json_put_string(w, NULL, v->seen[c] != NULL ? v->seen[c] : "");
    json_put_end(w, ']');
    json_put_array(w, "old");
    for (size_t c = 0; c < s->ncolumns; c++)
        json_put_bool(w, NULL, v->old[c]);
    json_put_end(w, ']');
    json_put_end(w, '}');
}

static void put_variables(struct json_out *w, const struct story *s)
{
    json_put_array(w, "variables");
    for (size_t i = 0; i < s->nvariables; i++) {
        json_put_object(w, NULL);
        json_put_string(w, "name", s->variables[i].name);
        json_put_array(w, "at");
        for (size_t row = 0; row < s->nrows; row++)
            put_value(w, s, &s->variables[i].at[row]);
        json_put_end(w, ']');
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
}

static void put_edges(struct json_out *w, const struct story *s)
{
    json_put_array(w, "edges");
    for (size_t i = 0; i < s->nedges; i++) {
        const struct story_edge *e = &s->edges[i];
        size_t from = step_of(s, e->from), to = step_of(s, e->to);
        if (from == 0 || to == 0)
            continue;
        json_put_object(w, NULL);
        json_put_string(w, "kind", edge_names[e->kind]);
        json_put_number(w, "from", (double)from);
        json_put_number(w, "to", (double)to);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
}

void trace_html_data(struct buf *out, const struct story *s)
{
    struct buf json = BUF_INIT;
    struct json_out w;

    json_begin(&w, &json);
    json_put_object(&w, NULL);
    json_put_array(&w, "threads");
    for (size_t c = 0; c < s->ncolumns; c++)
        json_put_string(&w, NULL, s->columns[c].name);
    json_put_end(&w, ']');
    put_edges(&w, s);
    put_variables(&w, s);
    json_put_end(&w, '}');
    buf_adds(out, "<script type=\"application/json\" id=\"data\">");
    html_json(out, json.data);
    buf_adds(out, "</script>\n");
    buf_free(&json);
}
