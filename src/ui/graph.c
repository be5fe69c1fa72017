/* A graph in the terminal.
 *
 * Theory of operation. The picture is a field of characters. Each holds the
 * mark of a point, or a part of a line: dots of a braille character where there
 * is UTF-8, else one full stop.
 *
 * G1  A mark is never hidden by a line, and where marks of several curves meet,
 *     that is shown by a mark of its own.
 * G2  Curves are told apart by their marks; colour only helps. */
#include "src/ui/graph.h"

#include "src/base/utf8.h"
#include "src/ui/graph_axis.h"
#include "src/ui/table.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
    WIDTH_LEAST = 32, /* columns: with fewer, numbers say more than a picture */
    WIDTH_MOST = 120, /* columns of the whole graph */
    ROWS_SMALL = 10,  /* of the field, below WIDTH_SMALL columns */
    WIDTH_SMALL = 60,
    ROWS = 16,
    ROWS_PER_TICK = 3,
    COLUMNS_PER_TICK = 10,
    TICKS_MOST = 8,
    DOTS_ACROSS = 2, /* of a braille character */
    DOTS_UP = 4,
    NOBODY = POINTS_SERIES_MAX, /* no series, or several */
};

static const struct {
    const char *utf8, *ascii;
} marks[POINTS_SERIES_MAX + 1] = {
    {"●", "o"}, {"■", "x"}, {"▲", "+"},
    {"◆", "#"}, {"○", "@"}, {"□", "%"},
    {"△", "="}, {"◇", "&"}, [NOBODY] = {"*", "*"},
};

static const enum style styles[POINTS_SERIES_MAX + 1] = {
    STYLE_CODE, STYLE_KEYWORD, STYLE_COMMENT, STYLE_STRING,          STYLE_BOLD,
    STYLE_WARN, STYLE_GOOD,    STYLE_BAD,     [NOBODY] = STYLE_NONE,
};

struct cell {
    bool mark;
    uint8_t dots;   /* as in braille patterns; 0: no line */
    uint8_t series; /* of the mark or, without one, of the last line */
};

struct field {
    const struct graph *g;
    const struct look *look;
    struct axis across, up;
    size_t columns, rows, margin; /* margin: left of the vertical axis */
    struct cell *cells;
};

static const char *mark_of(const struct look *look, size_t series)
{
    return look->utf8 ? marks[series].utf8 : marks[series].ascii;
}

static struct cell *cell_at(const struct field *f, size_t column, size_t row)
{
    assert(column < f->columns && row < f->rows);
    return &f->cells[row * f->columns + column];
}

/* Which of n places, from 0, a position between 0 and 1 falls on. */
static size_t place(double at, size_t n)
{
    double i = round(at * (double)(n - 1));

    return i < 0 ? 0 : i > (double)(n - 1) ? n - 1 : (size_t)i;
}

static size_t column_of(const struct field *f, double x)
{
    return place(axis_at(&f->across, x), f->columns * DOTS_ACROSS) /
           DOTS_ACROSS;
}

static size_t row_of(const struct field *f, double y)
{
    return f->rows - 1 - place(axis_at(&f->up, y), f->rows * DOTS_UP) / DOTS_UP;
}

/* ------------------------------------------------------------------- filling
 */

/* `right` and `down` count dots. */
static void put_dot(struct field *f, size_t right, size_t down, size_t series)
{
    static const uint8_t bits[DOTS_UP][DOTS_ACROSS] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    struct cell *c = cell_at(f, right / DOTS_ACROSS, down / DOTS_UP);

    c->dots |= bits[down % DOTS_UP][right % DOTS_ACROSS];
    c->series = (uint8_t)series;
}

static void put_line(struct field *f, const struct point *a,
                     const struct point *b)
{
    size_t wide = f->columns * DOTS_ACROSS, high = f->rows * DOTS_UP;
    double x0 = axis_at(&f->across, a->x), x1 = axis_at(&f->across, b->x),
           y0 = axis_at(&f->up, a->y), y1 = axis_at(&f->up, b->y);
    double steps =
        ceil(fmax(fabs(x1 - x0) * (double)wide, fabs(y1 - y0) * (double)high));

    for (double i = 0; i <= steps; i++) {
        double t = steps > 0 ? i / steps : 0;
        put_dot(f, place(x0 + t * (x1 - x0), wide),
                high - 1 - place(y0 + t * (y1 - y0), high), a->series);
    }
}

static void put_mark(struct field *f, const struct point *p)
{
    struct cell *c = cell_at(f, column_of(f, p->x), row_of(f, p->y));

    if (c->mark && c->series != p->series)
        c->series = NOBODY; /* G1 */
    else
        c->series = (uint8_t)p->series;
    c->mark = true;
}

static void fill(struct field *f)
{
    const struct points *p = f->g->points;
    const struct point *last[POINTS_SERIES_MAX] = {NULL};
    bool joins[POINTS_SERIES_MAX];

    for (size_t i = 0; i < p->nnames; i++)
        joins[i] = axis_joins(p, i);
    for (size_t i = 0; i < p->n; i++) {
        size_t s = p->list[i].series;
        if (joins[s] && last[s])
            put_line(f, last[s], &p->list[i]);
        last[s] = &p->list[i];
    }
    for (size_t i = 0; i < p->n; i++)
        put_mark(f, &p->list[i]);
}

/* ------------------------------------------------------------------- drawing
 */

static void add_cell(struct buf *out, const struct field *f,
                     const struct cell *c)
{
    char dots[4];

    if (c->mark) {
        term_add(out, f->look, styles[c->series], mark_of(f->look, c->series));
    } else if (c->dots == 0) {
        buf_addc(out, ' ');
    } else if (f->look->utf8) {
        size_t len = utf8_encode(0x2800u + c->dots, dots);
        buf_adds(out, term_style(f->look, styles[c->series]));
        buf_add(out, dots, len);
        buf_adds(out, term_style(f->look, STYLE_NONE));
    } else {
        term_add(out, f->look, styles[c->series], ".");
    }
}

/* The tick in this row, or NULL. */
static const double *tick_in_row(const struct field *f, size_t row)
{
    for (size_t i = 0; i < f->up.nticks; i++)
        if (row_of(f, f->up.ticks[i]) == row)
            return &f->up.ticks[i];
    return NULL;
}

static void draw_row(struct buf *out, const struct field *f, size_t row)
{
    const double *tick = tick_in_row(f, row);
    char label[AXIS_LABEL_MAX] = "";
    size_t end = f->columns;

    if (tick)
        axis_label(label, *tick);
    buf_printf(out, "%*s ", (int)f->margin, label);
    buf_adds(out, term_symbol(f->look, tick ? SYM_CROSS : SYM_LINE));
    while (end > 0 && !cell_at(f, end - 1, row)->mark &&
           cell_at(f, end - 1, row)->dots == 0)
        end--;
    for (size_t i = 0; i < end; i++)
        add_cell(out, f, cell_at(f, i, row));
    buf_addc(out, '\n');
}

/* The horizontal axis, and below it the numbers that have room. */
static void draw_bottom(struct buf *out, const struct field *f)
{
    struct buf labels = BUF_INIT;
    size_t start = f->margin + 2, next = 0;

    buf_fill(out, ' ', f->margin + 1);
    buf_adds(out, term_symbol(f->look, SYM_CROSS));
    for (size_t i = 0; i < f->columns; i++) {
        bool tick = false;
        for (size_t k = 0; k < f->across.nticks; k++)
            tick = tick || column_of(f, f->across.ticks[k]) == i;
        buf_adds(out, term_symbol(f->look, tick ? SYM_CROSS : SYM_RULE));
    }
    buf_addc(out, '\n');
    for (size_t k = 0; k < f->across.nticks; k++) {
        char label[AXIS_LABEL_MAX];
        axis_label(label, f->across.ticks[k]);
        size_t len = strlen(label),
               middle = start + column_of(f, f->across.ticks[k]),
               at = middle > len / 2 ? middle - len / 2 : 0;
        if (at + len > start + f->columns)
            at = start + f->columns - len;
        if (at < next)
            continue;
        buf_fill(&labels, ' ', at - labels.len);
        buf_adds(&labels, label);
        next = at + len + 1;
    }
    buf_adds(out, labels.data);
    buf_addc(out, '\n');
    buf_free(&labels);
}

/* What an axis measures; "(logarithmic)" where equal steps multiply. */
static void add_axis_name(struct buf *out, const struct look *look,
                          const char *name, const struct axis *a)
{
    term_safe_line(out, look, name, strlen(name));
    if (a->log)
        buf_adds(out, " (logarithmic)");
}

static void draw_name_across(struct buf *out, const struct field *f)
{
    struct buf name = BUF_INIT;
    size_t all = f->margin + 2 + f->columns;

    add_axis_name(&name, f->look, f->g->across, &f->across);
    size_t len = term_width(name.data, name.len);
    if (len <= all) {
        buf_fill(out, ' ', all - len);
        buf_adds(out, name.data);
        buf_addc(out, '\n');
    } else {
        term_wrap(out, f->look, "", "", name.data);
    }
    buf_free(&name);
}

static void draw_legend(struct buf *out, const struct field *f)
{
    const struct points *p = f->g->points;
    struct buf line = BUF_INIT;
    bool meet = false;

    for (size_t i = 0; i < f->columns * f->rows; i++)
        meet = meet || (f->cells[i].mark && f->cells[i].series == NOBODY);
    for (size_t i = 0; i < p->nnames; i++) {
        struct buf name = BUF_INIT;
        term_safe_line(&name, f->look, p->names[i], strlen(p->names[i]));
        term_addf(&line, f->look, styles[i], "%s%s %s", i > 0 ? "\v" : "",
                  mark_of(f->look, i), name.data);
        buf_free(&name);
    }
    if (meet)
        buf_printf(&line, "\v%s several at one place",
                   mark_of(f->look, NOBODY));
    struct buf indent = BUF_INIT;
    buf_fill(&indent, ' ', f->margin + 2);
    term_wrap(out, f->look, indent.data, indent.data, line.data);
    buf_free(&indent);
    buf_free(&line);
}

/* --------------------------------------------------------------------- layout
 */

static size_t widest_label(const struct axis *a)
{
    char label[AXIS_LABEL_MAX];
    size_t widest = 0;

    for (size_t i = 0; i < a->nticks; i++) {
        axis_label(label, a->ticks[i]);
        widest = strlen(label) > widest ? strlen(label) : widest;
    }
    return widest;
}

static size_t at_most(size_t n, size_t most)
{
    return n < most ? n : most;
}

static void lay_out(struct field *f)
{
    size_t width = at_most((size_t)f->look->width, WIDTH_MOST);

    f->rows = width < WIDTH_SMALL ? ROWS_SMALL : ROWS;
    axis_up(&f->up, f->g->points, f->rows / ROWS_PER_TICK + 1);
    f->margin = widest_label(&f->up);
    f->columns = width - f->margin - 2;
    axis_across(&f->across, f->g->points,
                at_most(f->columns / COLUMNS_PER_TICK, TICKS_MOST));
}

static void draw_title(struct buf *out, const struct field *f)
{
    struct buf text = BUF_INIT;

    add_axis_name(&text, f->look, f->g->up, &f->up);
    term_wrap(out, f->look, "", "", text.data);
    buf_free(&text);
}

static void draw_picture(struct buf *out, struct field *f, struct arena *a)
{
    lay_out(f);
    f->cells = ARENA_ARRAY(a, struct cell, f->columns * f->rows);
    fill(f);
    draw_title(out, f);
    for (size_t row = 0; row < f->rows; row++)
        draw_row(out, f, row);
    draw_bottom(out, f);
    draw_name_across(out, f);
    draw_legend(out, f);
}

static void draw_numbers(struct buf *out, const struct graph *g,
                         const struct look *look, struct arena *a)
{
    static const enum table_align aligns[] = {TABLE_LEFT, TABLE_RIGHT,
                                              TABLE_RIGHT};
    size_t n = g->points->n;
    char **cells = ARENA_ARRAY(a, char *, 3 * (n + 1));
    const struct table t = {
        .ncols = 3, .nrows = n + 1, .cells = cells, .aligns = aligns};
    struct buf safe = BUF_INIT;

    for (size_t i = 0; i < 2; i++) {
        const char *name = i == 0 ? g->across : g->up;
        buf_reset(&safe);
        term_safe_line(&safe, look, name, strlen(name));
        cells[1 + i] = buf_keep(a, &safe);
    }
    cells[0] = "";
    for (size_t i = 0; i < n; i++) {
        const struct point *p = &g->points->list[i];
        const char *name = g->points->names[p->series];
        char label[AXIS_LABEL_MAX];
        buf_reset(&safe);
        term_safe_line(&safe, look, name, strlen(name));
        cells[3 * (i + 1)] = buf_keep(a, &safe);
        axis_label(label, p->x);
        cells[3 * (i + 1) + 1] = arena_strdup(a, label);
        axis_label(label, p->y);
        cells[3 * (i + 1) + 2] = arena_strdup(a, label);
    }
    table_draw(out, look, "", "", &t);
    buf_free(&safe);
}

void graph_draw(struct buf *out, const struct look *look, const struct graph *g)
{
    struct arena *a = arena_new();
    struct field f = {.g = g, .look = look};

    if (look->width < WIDTH_LEAST)
        draw_numbers(out, g, look, a);
    else
        draw_picture(out, &f, a);
    arena_free(a);
}
