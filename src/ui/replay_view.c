/* One moment of an execution, as a screen: what has happened, as lanes; the
 * line that has run; what the variables hold. Pure: text out. */
#include "src/ui/replay_parts.h"

#include "src/ui/lanes.h"
#include "src/ui/quote.h"

#include <stdio.h>
#include <string.h>

enum {
    LANES_LINES_MIN = 6, /* before anything else is left out */
    NAME_MAX = 24,       /* columns of a variable's name */
};

/* -------------------------------------------------------------------- making
 */

/* A story ends with what went wrong; where nothing did, with its last step. */
static const struct story *without_end(struct arena *a, const struct story *s)
{
    struct story *out = ARENA_NEW(a, struct story);

    *out = *s;
    while (out->nrows > 0 && out->rows[out->nrows - 1].kind == STORY_FAIL)
        out->nrows--;
    return out;
}

static void make_tale(struct arena *a, const struct replay_view *v, bool all,
                      struct replay_tale *out)
{
    bool fine = v->state->finding == NULL;
    const struct story *s =
        story_make(a, &v->finding, v->sources, v->nsources, all || fine);

    *out = (struct replay_tale){NULL, NULL, 0};
    if (s == NULL)
        return;
    out->story = fine ? without_end(a, s) : s;
    out->stops = ARENA_ARRAY(a, size_t, out->story->nrows);
    for (size_t i = 0; i < out->story->nrows; i++) {
        enum story_kind kind = out->story->rows[i].kind;
        if (kind != STORY_SKIP && kind != STORY_SWITCH)
            out->stops[out->nstops++] = i;
    }
}

bool replay_view_make(struct arena *a, const struct replay_state *s,
                      const struct story_source *sources, size_t n,
                      struct replay_view *out)
{
    const struct finding fine = {.kind = FINDING_TEST,
                                 .stage = STAGE_SCHEDULES,
                                 .message = "this execution is fine"};

    *out = (struct replay_view){
        .state = s, .sources = sources, .nsources = n, .follow = -1};
    out->finding = s->finding != NULL ? *s->finding : fine;
    out->finding.trace = s->trace;
    if (s->trace == NULL)
        return false;
    for (int all = 0; all < 2; all++)
        make_tale(a, out, all, &out->tales[all]);
    out->all = out->tales[0].nstops == 0;
    return out->tales[0].nstops > 0 || out->tales[1].nstops > 0;
}

const struct replay_tale *replay_tale(const struct replay_view *v)
{
    return &v->tales[v->all];
}

const struct story_row *replay_row(const struct replay_view *v)
{
    const struct replay_tale *t = replay_tale(v);

    return &t->story->rows[t->stops[v->at]];
}

int replay_thread(const struct replay_view *v)
{
    return replay_tale(v)->story->columns[replay_row(v)->column].thread;
}

/* -------------------------------------------------------------------- lanes
 */

static int count_lines(const struct buf *text)
{
    int n = 0;

    for (size_t i = 0; i < text->len; i++)
        n += text->data[i] == '\n';
    return n;
}

static void keep_lines(struct buf *text, int lines)
{
    for (size_t i = 0; i < text->len; i++) {
        if (text->data[i] == '\n' && --lines <= 0) {
            buf_cut(text, i + 1);
            return;
        }
    }
}

/* Nothing to be seen, up to the end of the line; there may be styles. */
static bool is_blank(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (line[i] == '\033')
            i += strcspn(line + i, "m");
        else if (line[i] != ' ')
            return false;
    }
    return true;
}

static void drop_blank_end(struct buf *text)
{
    while (text->len > 0) {
        size_t end = text->len - 1, start = end;
        while (start > 0 && text->data[start - 1] != '\n')
            start--;
        if (!is_blank(text->data + start, end - start))
            return;
        buf_cut(text, start);
    }
}

/* The rows from one to another, as a story of their own. */
static struct story cut_story(struct arena *a, const struct story *s,
                              size_t from, size_t to)
{
    struct story out = *s;
    struct story_span *spans = ARENA_ARRAY(a, struct story_span, s->nspans);

    out.rows = s->rows + from;
    out.nrows = to - from + 1;
    out.spans = spans;
    out.nspans = 0;
    for (size_t i = 0; i < s->nspans; i++) {
        struct story_span span = s->spans[i];
        if (span.last < from || span.first > to)
            continue;
        span.before |= span.first < from;
        span.open |= span.last > to;
        span.first = span.first < from ? 0 : span.first - from;
        span.last = (span.last > to ? to : span.last) - from;
        spans[out.nspans++] = span;
    }
    out.nedges = 0;
    out.left_out = 0;
    out.mistake = "";
    out.help = NULL;
    return out;
}

void replay_draw_lanes(struct buf *out, const struct look *look,
                       const struct story *s, size_t row, int lines)
{
    struct arena *a = arena_new();
    struct buf best = BUF_INIT, now = BUF_INIT;
    bool fits = true;

    for (size_t from = row + 1; fits && from > 0; from--) {
        struct story part = cut_story(a, s, from - 1, row);
        buf_reset(&now);
        lanes_draw(&now, look, &part);
        drop_blank_end(&now);
        fits = count_lines(&now) <= lines;
        if (fits || best.len == 0) {
            buf_reset(&best);
            buf_add(&best, now.data, now.len);
        }
    }
    keep_lines(&best, lines);
    buf_add(out, best.data, best.len);
    buf_free(&best);
    buf_free(&now);
    arena_free(a);
}

/* ----------------------------------------------------------------- variables
 */

static const char *cell(struct arena *a, const struct story_value *v, size_t c)
{
    const char *seen = v->seen != NULL ? v->seen[c] : NULL;

    if (seen == NULL)
        return "-";
    return v->old[c] ? arena_printf(a, "%s (old)", seen) : seen;
}

/* "ready = 1 · thread 1: 1 · thread 2: 0 (old)", where there is no room for a
 * table. */
static void draw_record(struct arena *a, struct buf *out,
                        const struct look *look, const struct story *s,
                        const struct story_variable *v, size_t row)
{
    const struct story_value *at = &v->at[row];
    struct buf line = BUF_INIT, safe = BUF_INIT;

    buf_printf(&line, "%s = %s", v->name, at->now ? at->now : "?");
    for (size_t c = 0; c < s->ncolumns; c++) {
        if (at->seen != NULL && at->seen[c] != NULL)
            buf_printf(&line, " %s %s: %s", term_symbol(look, SYM_DOT),
                       s->columns[c].name, cell(a, at, c));
    }
    term_safe_line(&safe, look, line.data, line.len);
    term_wrap(out, look, "  ", "    ", safe.data);
    buf_free(&line);
    buf_free(&safe);
}

struct grid {
    struct arena *a;
    const char **cells; /* row by row */
    bool *old;
    size_t nrows, ncols;
    size_t *widths;
};

static struct grid make_grid(struct arena *a, const struct story *s, size_t row)
{
    struct grid g = {.a = a, .nrows = s->nvariables + 1};
    size_t n = g.ncols = s->ncolumns + 2;

    g.cells = ARENA_ARRAY(a, const char *, g.nrows *n);
    g.old = ARENA_ARRAY(a, bool, g.nrows *n);
    g.widths = ARENA_ARRAY(a, size_t, n);
    g.cells[0] = "variable";
    g.cells[1] = "memory";
    for (size_t c = 0; c < s->ncolumns; c++)
        g.cells[c + 2] = s->columns[c].name;
    for (size_t i = 0; i < s->nvariables; i++) {
        const struct story_value *v = &s->variables[i].at[row];
        const char **line = &g.cells[(i + 1) * n];
        line[0] = s->variables[i].name;
        line[1] = v->now != NULL ? v->now : "?";
        for (size_t c = 0; c < s->ncolumns; c++) {
            line[c + 2] = cell(a, v, c);
            g.old[(i + 1) * n + c + 2] = v->seen != NULL && v->old[c];
        }
    }
    for (size_t i = 0; i < g.nrows * n; i++) {
        size_t width = strlen(g.cells[i]);
        size_t *widest = &g.widths[i % n];
        *widest = width > *widest ? width : *widest;
    }
    g.widths[0] = g.widths[0] > NAME_MAX ? NAME_MAX : g.widths[0];
    return g;
}

static void draw_grid(struct buf *out, const struct look *look,
                      const struct grid *g)
{
    for (size_t i = 0; i < g->nrows * g->ncols; i++) {
        size_t c = i % g->ncols;
        struct buf safe = BUF_INIT, cut = BUF_INIT;
        enum style style = g->old[i]      ? STYLE_WARN
                           : i < g->ncols ? STYLE_DIM
                           : c == 0       ? STYLE_CODE
                                          : STYLE_NONE;
        term_safe_line(&safe, look, g->cells[i], strlen(g->cells[i]));
        term_cut(&cut, look, safe.data, (int)g->widths[c]);
        size_t used = term_width(cut.data, cut.len);
        buf_adds(out, "  ");
        term_add(out, look, style, cut.data);
        if (c + 1 < g->ncols)
            buf_fill(out, ' ', g->widths[c] > used ? g->widths[c] - used : 0);
        else
            buf_addc(out, '\n');
        buf_free(&safe);
        buf_free(&cut);
    }
}

static void draw_variables(struct buf *out, const struct look *look,
                           const struct story *s, size_t row)
{
    struct arena *a = arena_new();
    struct grid g = make_grid(a, s, row);
    size_t width = 0;

    for (size_t c = 0; c < g.ncols; c++)
        width += g.widths[c] + 2;
    if (s->nvariables > 0)
        buf_addc(out, '\n');
    if (s->nvariables > 0 && width <= (size_t)look->width)
        draw_grid(out, look, &g);
    else {
        for (size_t i = 0; i < s->nvariables; i++)
            draw_record(a, out, look, s, &s->variables[i], row);
    }
    arena_free(a);
}

/* --------------------------------------------------------------------- parts
 */

static const char *text_of(const struct replay_view *v, const char *file)
{
    for (size_t i = 0; i < v->nsources; i++) {
        const char *name = v->sources[i].file;
        if (v->sources[i].text != NULL &&
            (name == NULL || file == NULL || strcmp(name, file) == 0))
            return v->sources[i].text;
    }
    return NULL;
}

static void draw_code(struct buf *out, const struct look *look,
                      const struct replay_view *v)
{
    const struct story_row *row = replay_row(v);
    const char *text = text_of(v, row->file);

    if (row->line <= 0 || text == NULL)
        return;
    buf_addc(out, '\n');
    quote_lines(out, look, text, row->line, 0);
}

static void draw_title(struct buf *out, const struct look *look,
                       const struct replay_view *v)
{
    const struct replay_tale *t = replay_tale(v);
    const struct story_row *row = replay_row(v);
    struct buf line = BUF_INIT, safe = BUF_INIT, cut = BUF_INIT;
    const char *dot = term_symbol(look, SYM_DOT);

    buf_printf(&line, "step %zu of %zu %s %s", v->at + 1, t->nstops, dot,
               t->story->columns[row->column].name);
    if (row->line > 0)
        buf_printf(&line, ", line %d", row->line);
    if (row->line > 0 && row->file != NULL)
        buf_printf(&line, " of %s", row->file);
    if (v->all)
        buf_printf(&line, " %s all steps", dot);
    for (size_t c = 0; v->follow >= 0 && c < t->story->ncolumns; c++) {
        if (t->story->columns[c].thread == v->follow)
            buf_printf(&line, " %s only %s", dot, t->story->columns[c].name);
    }
    term_safe_line(&safe, look, line.data, line.len);
    term_cut(&cut, look, safe.data, look->width);
    term_add(out, look, STYLE_BOLD, cut.data);
    buf_addc(out, '\n');
    buf_free(&line);
    buf_free(&safe);
    buf_free(&cut);
}

/* What was asked for; at the end, what it came to. */
static void draw_note(struct buf *out, const struct look *look,
                      const struct replay_view *v)
{
    const struct replay_tale *t = replay_tale(v);
    const struct story *s = t->story;

    if (v->note != NULL) {
        for (const char *at = v->note; *at != '\0';) {
            size_t len = strcspn(at, "\n");
            struct buf line = BUF_INIT;
            buf_add(&line, at, len);
            term_paragraph(out, look, STYLE_NONE, line.data);
            buf_free(&line);
            at += len + (at[len] == '\n');
        }
    } else if (v->at + 1 == t->nstops && v->state->finding == NULL) {
        term_paragraph(out, look, STYLE_GOOD, "This execution is fine.");
    } else if (v->at + 1 == t->nstops) {
        term_paragraph(out, look, STYLE_BOLD, s->mistake);
        if (s->help != NULL)
            term_paragraph(out, look, STYLE_NONE, s->help);
    }
}

static void draw_keys(struct buf *out, const struct look *look)
{
    static const char *const keys[] = {"n next", "p back", "q leave",
                                       "? keys", "w why",  "t same thread",
                                       "v all",  "x play"};
    struct buf line = BUF_INIT, styled = BUF_INIT;
    const char *dot = term_symbol(look, SYM_DOT);

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        buf_reset(&styled);
        buf_printf(&styled, "%s%s", i > 0 ? " " : "", i > 0 ? dot : "");
        size_t more = term_width(styled.data, styled.len) + 1 + strlen(keys[i]);
        if (term_width(line.data, line.len) + more > (size_t)look->width)
            continue; /* `?` tells them all */
        if (i > 0)
            buf_printf(&line, "%s ", styled.data);
        buf_adds(&line, keys[i]);
    }
    term_add(out, look, STYLE_DIM, line.data);
    buf_free(&line);
    buf_free(&styled);
}

/* --------------------------------------------------------------------- whole
 */

/* Takes a part if it leaves enough lines for the lanes. */
static void take_part(struct buf *into, const struct buf *part, int *left)
{
    int lines = count_lines(part);

    if (*left - lines < LANES_LINES_MIN)
        return;
    *left -= lines;
    buf_add(into, part->data, part->len);
}

void replay_draw(struct buf *out, const struct look *look,
                 const struct replay_view *v)
{
    const struct replay_tale *t = replay_tale(v);
    struct buf note = BUF_INIT, variables = BUF_INIT, code = BUF_INIT;
    struct buf below = BUF_INIT;
    size_t row = t->stops[v->at];
    int left = look->height - 2; /* without title and keys */

    draw_title(out, look, v);
    draw_note(&note, look, v);
    keep_lines(&note, left > 3 ? left - 3 : 1);
    left -= note.len > 0 ? count_lines(&note) + 1 : 0;
    draw_variables(&variables, look, t->story, row);
    draw_code(&code, look, v);
    take_part(&below, &variables, &left);
    struct buf first = BUF_INIT;
    take_part(&first, &code, &left);
    buf_add(&first, below.data, below.len);
    replay_draw_lanes(out, look, t->story, row, left > 1 ? left : 1);
    buf_add(out, first.data, first.len);
    if (note.len > 0) {
        buf_addc(out, '\n');
        buf_add(out, note.data, note.len);
    }
    for (int n = count_lines(out); n < look->height - 1; n++)
        buf_addc(out, '\n');
    keep_lines(out, look->height - 1);
    draw_keys(out, look);
    buf_free(&first);
    buf_free(&below);
    buf_free(&note);
    buf_free(&variables);
    buf_free(&code);
}
