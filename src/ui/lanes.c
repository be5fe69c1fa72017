/* Stories as lanes.
 *
 * Each thread has a column: a gutter with a bar for each lock it holds, the
 * number of the line, the line itself, and below it what it did. A row of the
 * story is a few rows of the screen, in which only its own column has text; the
 * bars of the others go through. */
#include "src/ui/lanes.h"

#include "src/ui/highlight.h"

#include <stdio.h>
#include <string.h>

enum {
    LANES_MIN = 70,  /* columns of a screen on which there are lanes */
    EVEN_MIN = 36,   /* columns that share the screen evenly have at least */
    EVEN_MAX = 64,   /* wider ones are too far apart */
    LAST_MIN = 36,   /* what the last one gets where they cannot */
    STEP_MIN = 10,   /* from one column to the next */
    TEXT_MIN = 28,   /* below this a text may hide the bars of other threads */
    NOTE_MAX = 56,   /* notes are not wider, where columns overlap */
    PROSE_MAX = 100, /* columns: longer lines are hard to read */
    GAP = 2,         /* between two columns */
    BARS_MAX = 3,    /* locks that a gutter shows */
    MARGIN = 2,      /* left of the first column */
    COLUMNS_MAX = 32,
};

/* L1. Column c begins at MARGIN + c * step. A text may be wider than `step`: it
 *     goes on to the right, up to the next bar. */
struct lanes {
    struct buf *out;
    const struct look *look;
    const struct story *story;
    size_t step;              /* from one column to the next */
    size_t right;             /* where the last column ends */
    size_t digits;            /* of line numbers */
    size_t bars[COLUMNS_MAX]; /* of each column's gutter */
    struct buf cell;          /* the text of a row, without gutters */
};

/* ------------------------------------------------------------------ a cell */

static enum style tone_style(enum story_tone tone)
{
    return tone == STORY_WRONG ? STYLE_BAD
           : tone == STORY_OLD ? STYLE_WARN
                               : STYLE_NONE;
}

static const char *mark_of(const struct look *look, const struct story_row *row)
{
    if (row->kind == STORY_WAIT || row->kind == STORY_FAIL)
        return term_symbol(look, SYM_FAIL);
    return story_tone(row) != STORY_PLAIN ? term_symbol(look, SYM_POINT) : " ";
}

/* One line of code, cut to the room there is. */
static void add_code(struct buf *out, const struct look *look, const char *code,
                     size_t room)
{
    struct buf safe = BUF_INIT, cut = BUF_INIT;
    int state = 0;

    term_safe_line(&safe, look, code, strlen(code));
    term_cut(&cut, look, safe.data, (int)room);
    highlight_c_line(out, look, cut.data, cut.len, &state);
    buf_free(&safe);
    buf_free(&cut);
}

static void add_text(struct buf *out, const struct look *look, size_t width,
                     const char *indent, enum style style, const char *text)
{
    struct look l = *look;
    struct buf line = BUF_INIT;

    l.width = (int)width;
    if (style != STYLE_NONE)
        buf_adds(&line, term_style(look, style));
    term_safe(&line, look, text, strlen(text), strlen(text));
    if (style != STYLE_NONE)
        buf_adds(&line, term_style(look, STYLE_NONE));
    term_wrap(out, &l, indent, indent, line.data);
    buf_free(&line);
}

/* Rows that are no line of code. */
static bool draw_remark(struct buf *out, const struct look *look, size_t width,
                        const struct story_row *row, bool in_lane)
{
    struct buf text = BUF_INIT;
    bool skip = row->kind == STORY_SKIP;

    if (!skip && row->kind != STORY_SWITCH)
        return false;
    buf_printf(&text, "%s %s",
               skip         ? term_symbol(look, SYM_ELLIPSIS)
               : look->utf8 ? "──"
                            : "--",
               !skip && in_lane ? "interrupted here" : row->notes[0].text);
    if (!skip)
        buf_printf(&text, " %s", look->utf8 ? "──" : "--");
    add_text(out, look, width, "", skip ? STYLE_DIM : STYLE_WARN, text.data);
    buf_free(&text);
    return true;
}

static bool is_elsewhere(const struct story *s, const struct story_row *row)
{
    return row->file != NULL && s->file != NULL &&
           strcmp(row->file, s->file) != 0;
}

static void draw_notes(struct buf *out, const struct look *look, size_t width,
                       const char *indent, const struct story *s,
                       const struct story_row *row)
{
    bool elsewhere =
        row->file != NULL && s->file != NULL && strcmp(row->file, s->file) != 0;

    if (elsewhere)
        add_text(out, look, width, indent, STYLE_DIM, row->file);
    for (size_t i = 0; i < row->nnotes; i++)
        add_text(out, look, width, indent, tone_style(row->notes[i].tone),
                 row->notes[i].text);
}

/* What a row did, beside its code, if there is room for all of it. */
static bool add_beside(struct lanes *l, const struct story_row *row,
                       size_t room)
{
    struct buf line = BUF_INIT;
    const struct story_note *note = &row->notes[0];

    buf_printf(&line, "  %s ", term_symbol(l->look, SYM_ARROW));
    term_safe_line(&line, l->look, note->text, strlen(note->text));
    bool fits = row->nnotes == 1 && !is_elsewhere(l->story, row) &&
                term_width(l->cell.data, l->cell.len) +
                        term_width(line.data, line.len) <=
                    room;
    if (fits) {
        term_add(&l->cell, l->look, tone_style(note->tone), line.data);
        buf_addc(&l->cell, '\n');
    }
    buf_free(&line);
    return fits;
}

/* A row of which no line is known. */
static void draw_placeless(struct buf *out, const struct look *look,
                           size_t width, const struct story_row *row)
{
    struct buf text = BUF_INIT;

    for (size_t i = 0; i < row->nnotes; i++) {
        buf_reset(&text);
        buf_printf(&text, "%s %s", mark_of(look, row), row->notes[i].text);
        add_text(out, look, width, "", tone_style(row->notes[i].tone),
                 text.data);
    }
    buf_free(&text);
}

/* "▸ 12 code" and what it did. */
static void make_cell(struct lanes *l, const struct story_row *row, size_t room,
                      size_t note_room)
{
    struct buf indent = BUF_INIT;
    size_t before = l->digits + 3;

    buf_reset(&l->cell);
    if (draw_remark(&l->cell, l->look, note_room, row, true))
        return;
    if (row->line == 0) {
        draw_placeless(&l->cell, l->look, note_room, row);
        return;
    }
    term_add(&l->cell, l->look, tone_style(story_tone(row)),
             mark_of(l->look, row));
    buf_printf(&l->cell, " %*d ", (int)l->digits, row->line);
    if (row->code != NULL)
        add_code(&l->cell, l->look, row->code, room - before);
    else if (row->function != NULL)
        add_code(&l->cell, l->look, row->function, room - before);
    if (!add_beside(l, row, room < note_room ? room : note_room)) {
        buf_addc(&l->cell, '\n');
        buf_fill(&indent, ' ', before);
        draw_notes(&l->cell, l->look, note_room, indent.data, l->story, row);
    }
    buf_free(&indent);
}

/* --------------------------------------------------------------------- bars
 */

/* Which of its column's bars a span is: the number of those of the same column
 * that begin before it and are still open. */
static size_t slot_of(const struct story *s, size_t span)
{
    size_t slot = 0;

    for (size_t i = 0; i < span; i++) {
        const struct story_span *a = &s->spans[i], *b = &s->spans[span];
        slot += a->column == b->column && a->last >= b->first &&
                b->last >= a->first;
    }
    return slot;
}

static const char *bar(const struct look *look, const struct story_span *span,
                       size_t row, bool first_line, bool last_line)
{
    if (row < span->first || row > span->last)
        return " ";
    if (row == span->first && first_line && !span->before)
        return look->utf8 ? "┌" : "+";
    if (row == span->last && last_line && !span->open)
        return look->utf8 ? "└" : "+";
    return term_symbol(look, SYM_LINE);
}

static void add_gutter(struct lanes *l, size_t column, size_t row,
                       bool first_line, bool last_line)
{
    const struct story *s = l->story;

    for (size_t slot = 0; slot < l->bars[column]; slot++) {
        const char *glyph = " ";
        for (size_t i = 0; i < s->nspans; i++) {
            if (s->spans[i].column == column && slot_of(s, i) == slot &&
                *glyph == ' ')
                glyph = bar(l->look, &s->spans[i], row, first_line, last_line);
        }
        term_add(l->out, l->look, *glyph == ' ' ? STYLE_NONE : STYLE_GOOD,
                 glyph);
    }
    if (l->bars[column] > 0)
        buf_addc(l->out, ' ');
}

static size_t gutter_width(const struct lanes *l, size_t column)
{
    return l->bars[column] > 0 ? l->bars[column] + 1 : 0;
}

/* -------------------------------------------------------------------- lanes
 */

static void end_line(struct buf *out)
{
    size_t end = out->len;

    while (end > 0 && out->data[end - 1] == ' ')
        end--;
    buf_cut(out, end);
    buf_addc(out, '\n');
}

static size_t start_of(const struct lanes *l, size_t column)
{
    return MARGIN + column * l->step;
}

static bool has_bar(const struct lanes *l, size_t column, size_t row)
{
    for (size_t i = 0; i < l->story->nspans; i++) {
        const struct story_span *s = &l->story->spans[i];
        if (s->column == column && s->first <= row && row <= s->last)
            return true;
    }
    return false;
}

/* Columns for the text of a row, up to the next bar or the end (L1). */
static size_t room_of(const struct lanes *l, size_t column, size_t row)
{
    size_t start = start_of(l, column) + gutter_width(l, column);

    for (size_t c = column + 1; c < l->story->ncolumns; c++) {
        size_t room = start_of(l, c) - GAP - start;
        if (has_bar(l, c, row) && start_of(l, c) >= start + TEXT_MIN + GAP)
            return room;
    }
    return l->right - start;
}

static size_t note_room(const struct lanes *l, size_t column, size_t room)
{
    size_t own = l->step - GAP - gutter_width(l, column);

    if (column + 1 == l->story->ncolumns || room < own)
        return room < NOTE_MAX ? room : NOTE_MAX;
    if (l->step >= EVEN_MIN + GAP)
        return own;
    return room < NOTE_MAX ? room : NOTE_MAX;
}

static void draw_line(struct lanes *l, size_t row, const char *text, size_t len,
                      bool first, bool last)
{
    size_t at = 0, own = l->story->rows[row].column;

    for (size_t c = 0; c < l->story->ncolumns; c++) {
        if (c > own && start_of(l, c) < at + 1)
            continue; /* hidden by the text of another column */
        buf_fill(l->out, ' ', start_of(l, c) - at);
        add_gutter(l, c, row, first, last);
        at = start_of(l, c) + gutter_width(l, c);
        if (c == own) {
            buf_add(l->out, text, len);
            at += term_width(text, len);
        }
    }
    end_line(l->out);
}

static void draw_row(struct lanes *l, size_t number)
{
    const struct story_row *row = &l->story->rows[number];
    size_t room = room_of(l, row->column, number);
    bool first = true;

    make_cell(l, row, room, note_room(l, row->column, room));
    for (const char *at = l->cell.data; *at != '\0'; first = false) {
        size_t len = strcspn(at, "\n");
        const char *next = at + len + (at[len] == '\n');
        draw_line(l, number, at, len, first, *next == '\0');
        at = next;
    }
}

/* "thread 1 (worker)", or as much of it as there is room for. */
static void add_name(struct lanes *l, size_t c, size_t room)
{
    const struct story_column *column = &l->story->columns[c];
    struct buf name = BUF_INIT, safe = BUF_INIT, cut = BUF_INIT;
    bool short_of_room =
        column->function == NULL || column->thread == 0 ||
        strlen(column->name) + strlen(column->function) + 3 > room;

    buf_adds(&name, column->name);
    if (!short_of_room)
        buf_printf(&name, " (%s)", column->function);
    if (term_width(name.data, name.len) > room && strchr(name.data, ' '))
        buf_cut(&name, column->thread == 0 ? strlen("main") : name.len);
    term_safe_line(&safe, l->look, name.data, name.len);
    term_cut(&cut, l->look, safe.data, (int)room);
    size_t used = term_width(cut.data, cut.len);
    term_add(l->out, l->look, STYLE_BOLD, cut.data);
    buf_fill(l->out, ' ', room > used ? room - used : 0);
    buf_free(&name);
    buf_free(&safe);
    buf_free(&cut);
}

static void draw_header(struct lanes *l)
{
    size_t n = l->story->ncolumns;

    for (int line = 0; line < 2; line++) {
        buf_fill(l->out, ' ', MARGIN);
        for (size_t c = 0; c < n; c++) {
            size_t end = c + 1 < n ? start_of(l, c + 1) - GAP : l->right;
            size_t room = end - start_of(l, c);
            if (line == 0)
                add_name(l, c, room);
            for (size_t i = 0; line == 1 && i < room; i++)
                buf_adds(l->out, term_symbol(l->look, SYM_RULE));
            buf_fill(l->out, ' ', GAP);
        }
        end_line(l->out);
    }
}

static void measure_bars(struct lanes *l)
{
    for (size_t i = 0; i < l->story->nspans; i++) {
        size_t c = l->story->spans[i].column;
        size_t need = slot_of(l->story, i) + 1;
        if (need > l->bars[c])
            l->bars[c] = need < BARS_MAX ? need : BARS_MAX;
    }
}

/* False where the columns would be too narrow. */
static bool draw_lanes(struct lanes *l)
{
    size_t n = l->story->ncolumns, width = (size_t)l->look->width;

    if (width < LANES_MIN || n > COLUMNS_MAX)
        return false;
    size_t even = (width - MARGIN - GAP * (n - 1)) / n;
    if (even > EVEN_MAX)
        even = EVEN_MAX;
    l->step = even + GAP;
    if (even < EVEN_MIN && n > 1)
        l->step = (width - MARGIN - LAST_MIN) / (n - 1);
    if (l->step < STEP_MIN)
        return false;
    l->right = even < EVEN_MIN ? width : MARGIN + l->step * n - GAP;
    measure_bars(l);
    draw_header(l);
    for (size_t i = 0; i < l->story->nrows; i++)
        draw_row(l, i);
    return true;
}

/* ------------------------------------------------------ one below the other */

/* Threads are told apart by colours that have no meaning elsewhere. */
static enum style thread_style(size_t column)
{
    static const enum style styles[] = {STYLE_CODE, STYLE_KEYWORD,
                                        STYLE_COMMENT, STYLE_BOLD};

    return styles[column % (sizeof styles / sizeof *styles)];
}

static void draw_narrow_row(struct lanes *l, const struct story_row *row)
{
    struct buf *out = l->out;
    size_t width = (size_t)l->look->width;
    const struct story_column *column = &l->story->columns[row->column];
    struct buf mark = BUF_INIT, line = BUF_INIT;

    if (draw_remark(out, l->look, width, row, false))
        return;
    term_add(&mark, l->look, tone_style(story_tone(row)),
             mark_of(l->look, row));
    buf_addc(&mark, ' ');
    buf_adds(&line, term_style(l->look, thread_style(row->column)));
    term_safe(&line, l->look, column->name, strlen(column->name),
              strlen(column->name));
    buf_adds(&line, term_style(l->look, STYLE_NONE));
    if (row->line > 0)
        buf_printf(&line, ", line %d", row->line);
    term_wrap(out, l->look, mark.data, "  ", line.data);
    buf_free(&mark);
    buf_free(&line);
    if (row->code != NULL && width > 4) {
        buf_adds(out, "    ");
        add_code(out, l->look, row->code, width - 4);
        buf_addc(out, '\n');
    }
    draw_notes(out, l->look, width, "  ", l->story, row);
}

/* ------------------------------------------------------------------- whole */

static size_t count_digits(const struct story *s)
{
    size_t digits = 1;

    for (size_t i = 0; i < s->nrows; i++) {
        size_t n = 1;
        for (int line = s->rows[i].line; line >= 10; line /= 10)
            n++;
        digits = n > digits ? n : digits;
    }
    return digits;
}

static void draw_end(struct lanes *l)
{
    const struct story *s = l->story;
    size_t width = (size_t)l->look->width;

    if (width > PROSE_MAX)
        width = PROSE_MAX;
    if (s->left_out > 0) {
        char more[32];
        snprintf(more, sizeof more, "(%zu more step%s)", s->left_out,
                 s->left_out == 1 ? "" : "s");
        add_text(l->out, l->look, width, "  ", STYLE_DIM, more);
    }
    buf_addc(l->out, '\n');
    add_text(l->out, l->look, width, "  ", STYLE_BOLD, s->mistake);
    if (s->help != NULL)
        add_text(l->out, l->look, width, "  ", STYLE_NONE, s->help);
}

void lanes_draw(struct buf *out, const struct look *look, const struct story *s)
{
    struct lanes l = {.out = out,
                      .look = look,
                      .story = s,
                      .digits = count_digits(s),
                      .cell = BUF_INIT};

    if (!draw_lanes(&l)) {
        for (size_t i = 0; i < s->nrows; i++)
            draw_narrow_row(&l, &s->rows[i]);
    }
    draw_end(&l);
    buf_free(&l.cell);
}
