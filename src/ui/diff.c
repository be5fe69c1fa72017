/* Line differences.
 *
 * Theory of operation. Both texts are cut into lines. What they share at their
 * start and end is set aside; for the middle a table of longest common
 * subsequences is filled from the back, so that walking it from the front
 * gives the edit script in order. The table has at most DIFF_LINES_MAX^2
 * entries of two bytes; beyond that the middle counts as replaced. The script
 * is then cut into hunks with DIFF_CONTEXT equal lines around them, and drawn.
 */
#include "src/ui/diff.h"

#include "src/base/utf8.h"

#include <stdint.h>
#include <string.h>

struct line {
    const char *text;
    size_t len; /* without the line end */
};

struct lines {
    struct line *line;
    size_t n;
};

/* One step of the edit script. */
struct edit {
    enum { EDIT_SAME, EDIT_LEFT, EDIT_RIGHT } type;
    size_t left, right; /* indices of the lines; which count depends on type */
};

struct script {
    struct edit *edit;
    size_t n;
};

static struct lines cut_lines(struct arena *a, const char *text)
{
    struct lines out = {NULL, 0};
    size_t n = 1;

    for (const char *p = text; *p; p++)
        n += *p == '\n';
    out.line = ARENA_ARRAY(a, struct line, n);
    while (*text) {
        size_t len = strcspn(text, "\n");
        out.line[out.n++] = (struct line){text, len};
        text += len + (text[len] == '\n');
    }
    return out;
}

static struct line trimmed(struct line l)
{
    while (l.len > 0 && strchr(" \t\r", l.text[l.len - 1]))
        l.len--;
    while (l.len > 0 && strchr(" \t", *l.text)) {
        l.text++;
        l.len--;
    }
    return l;
}

static bool same(struct line a, struct line b)
{
    a = trimmed(a);
    b = trimmed(b);
    return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

static void emit(struct script *s, int type, size_t left, size_t right)
{
    s->edit[s->n].type = type;
    s->edit[s->n].left = left;
    s->edit[s->n].right = right;
    s->n++;
}

/* The middle: lines [from, left_to) and [from, right_to). */
static void middle(struct arena *a, struct lines l, struct lines r, size_t from,
                   size_t left_to, size_t right_to, struct script *s)
{
    size_t rows = left_to - from, columns = right_to - from;
    size_t i = 0, j = 0;

    if (rows <= DIFF_LINES_MAX && columns <= DIFF_LINES_MAX) {
        size_t wide = columns + 1;
        uint16_t *lcs = ARENA_ARRAY(a, uint16_t, (rows + 1) * wide);
        for (size_t y = rows; y-- > 0;)
            for (size_t x = columns; x-- > 0;) {
                uint16_t down = lcs[(y + 1) * wide + x];
                uint16_t right = lcs[y * wide + x + 1];
                if (same(l.line[from + y], r.line[from + x]))
                    lcs[y * wide + x] =
                        (uint16_t)(lcs[(y + 1) * wide + x + 1] + 1);
                else
                    lcs[y * wide + x] = down > right ? down : right;
            }
        while (i < rows && j < columns) {
            if (same(l.line[from + i], r.line[from + j])) {
                emit(s, EDIT_SAME, from + i++, from + j++);
            } else if (lcs[(i + 1) * wide + j] >= lcs[i * wide + j + 1]) {
                emit(s, EDIT_LEFT, from + i++, from + j);
            } else {
                emit(s, EDIT_RIGHT, from + i, from + j++);
            }
        }
    }
    while (i < rows)
        emit(s, EDIT_LEFT, from + i++, from + j);
    while (j < columns)
        emit(s, EDIT_RIGHT, from + i, from + j++);
}

static struct script compare(struct arena *a, struct lines l, struct lines r)
{
    struct script s = {ARENA_ARRAY(a, struct edit, l.n + r.n + 1), 0};
    size_t head = 0, tail = 0;

    while (head < l.n && head < r.n && same(l.line[head], r.line[head])) {
        emit(&s, EDIT_SAME, head, head);
        head++;
    }
    while (tail < l.n - head && tail < r.n - head &&
           same(l.line[l.n - 1 - tail], r.line[r.n - 1 - tail]))
        tail++;
    middle(a, l, r, head, l.n - tail, r.n - tail, &s);
    for (size_t i = tail; i > 0; i--)
        emit(&s, EDIT_SAME, l.n - i, r.n - i);
    return s;
}

/* ------------------------------------------------------------------ drawing */

/* Takes from *l what fits into `columns` and adds it. Returns the columns used.
 */
static int add_piece(struct buf *out, struct line *l, int columns)
{
    int used = 0;

    while (l->len > 0) {
        uint32_t c;
        size_t len = utf8_decode(l->text, l->len, &c);
        int width = utf8_char_width(c);
        if (used > 0 && used + width > columns)
            break;
        buf_add(out, l->text, len);
        l->text += len;
        l->len -= len;
        used += width;
    }
    return used;
}

struct drawing {
    struct buf *out;
    const struct look *look;
    struct lines left, right;
};

/* One under the other: "- mine", "+ theirs", "  both". */
static void draw_stacked(struct drawing *d, const struct edit *e)
{
    static const enum style styles[] = {STYLE_NONE, STYLE_BAD, STYLE_GOOD};
    static const char *const marks[] = {"  ", "- ", "+ "};
    struct line l =
        e->type == EDIT_RIGHT ? d->right.line[e->right] : d->left.line[e->left];
    struct buf safe = BUF_INIT, styled = BUF_INIT, mark = BUF_INIT;

    term_safe_line(&safe, d->look, l.text, l.len);
    term_add(&styled, d->look, styles[e->type], safe.data);
    term_add(&mark, d->look, styles[e->type], marks[e->type]);
    term_fold(d->out, d->look, mark.data, "  ", styled.data);
    buf_free(&safe);
    buf_free(&styled);
    buf_free(&mark);
}

/* What fits of one side: "- text". The mark stands in front of its first row
 * only. Returns the columns used. */
static int add_cell(struct drawing *d, struct line *l, const char *mark,
                    enum style style, int columns)
{
    if (style != STYLE_NONE)
        buf_adds(d->out, term_style(d->look, style));
    buf_adds(d->out, mark);
    int used = add_piece(d->out, l, columns);
    if (style != STYLE_NONE)
        buf_adds(d->out, term_style(d->look, STYLE_NONE));
    return used;
}

/* One row with a cell for each text; either may be absent. */
static void draw_abreast(struct drawing *d, const struct line *left,
                         const struct line *right, bool equal)
{
    int cell = (d->look->width - 7) / 2;
    struct buf lefts = BUF_INIT, rights = BUF_INIT;
    bool first = true;

    if (left)
        term_safe_line(&lefts, d->look, left->text, left->len);
    if (right)
        term_safe_line(&rights, d->look, right->text, right->len);
    struct line l = {lefts.data, lefts.len}, r = {rights.data, rights.len};
    do {
        bool minus = first && left && !equal, plus = first && right && !equal;
        int used = add_cell(d, &l, minus ? "- " : "  ",
                            equal || !left ? STYLE_NONE : STYLE_BAD, cell);
        buf_fill(d->out, ' ', (size_t)(cell - used));
        buf_printf(d->out, " %s", term_symbol(d->look, SYM_LINE));
        if (r.len > 0 || plus)
            add_cell(d, &r, plus ? "+ " : "  ",
                     equal || !right ? STYLE_NONE : STYLE_GOOD, cell);
        buf_addc(d->out, '\n');
        first = false;
    } while (l.len > 0 || r.len > 0);
    buf_free(&lefts);
    buf_free(&rights);
}

/* Edits [from, to): equal lines in one row; runs of changed ones in pairs. */
static void draw_hunk(struct drawing *d, const struct script *s, size_t from,
                      size_t to, bool abreast)
{
    while (from < to) {
        const struct edit *e = &s->edit[from];
        if (!abreast) {
            draw_stacked(d, e);
            from++;
        } else if (e->type == EDIT_SAME) {
            draw_abreast(d, &d->left.line[e->left], &d->right.line[e->right],
                         true);
            from++;
        } else {
            size_t end = from, lefts = 0, rights = 0;
            for (; end < to && s->edit[end].type != EDIT_SAME; end++) {
                lefts += s->edit[end].type == EDIT_LEFT;
                rights += s->edit[end].type == EDIT_RIGHT;
            }
            for (size_t i = 0; i < lefts || i < rights; i++)
                draw_abreast(d, i < lefts ? &d->left.line[e->left + i] : NULL,
                             i < rights ? &d->right.line[e->right + i] : NULL,
                             false);
            from = end;
        }
    }
}

/* The end of the hunk that begins at `from`: changes no more than twice the
 * context apart belong together. */
static size_t hunk_end(const struct script *s, size_t from)
{
    size_t last = from; /* behind the last change */

    for (size_t i = from; i < s->n && i <= last + 2 * DIFF_CONTEXT; i++)
        if (s->edit[i].type != EDIT_SAME)
            last = i + 1;
    return last;
}

/* What the two signs stand for: in one line where it fits. */
static void draw_names(struct buf *out, const struct look *look,
                       const char *left, const char *right)
{
    struct buf line = BUF_INIT;

    term_addf(&line, look, STYLE_BAD, "- %s", left);
    if (strlen(left) + strlen(right) + 7 > (size_t)look->width) {
        term_wrap(out, look, "", "  ", line.data);
        buf_reset(&line);
    } else {
        buf_adds(&line, "   ");
    }
    term_addf(&line, look, STYLE_GOOD, "+ %s", right);
    if (term_width(line.data, line.len) > (size_t)look->width) {
        term_wrap(out, look, "", "  ", line.data);
    } else {
        buf_add(out, line.data, line.len);
        buf_addc(out, '\n');
    }
    buf_free(&line);
}

static void draw_line_number(struct buf *out, const struct look *look,
                             size_t number)
{
    struct buf line = BUF_INIT;

    term_addf(&line, look, STYLE_DIM, "%s line %zu",
              term_symbol(look, SYM_ELLIPSIS), number);
    term_wrap(out, look, "", "", line.data);
    buf_free(&line);
}

bool diff_draw(struct buf *out, const struct look *look, const char *left_name,
               const char *left, const char *right_name, const char *right)
{
    struct arena *a = arena_new();
    struct drawing d = {out, look, cut_lines(a, left), cut_lines(a, right)};
    struct script s = compare(a, d.left, d.right);
    bool abreast = look->width >= DIFF_SIDE_BY_SIDE;
    bool any = false;

    for (size_t i = 0; i < s.n;) {
        if (s.edit[i].type == EDIT_SAME) {
            i++;
            continue;
        }
        size_t end = hunk_end(&s, i);
        size_t from = i > DIFF_CONTEXT ? i - DIFF_CONTEXT : 0;
        size_t to = end + DIFF_CONTEXT < s.n ? end + DIFF_CONTEXT : s.n;
        if (!any)
            draw_names(out, look, left_name, right_name);
        any = true;
        const struct edit *e = &s.edit[from];
        draw_line_number(out, look, e->left + 1);
        draw_hunk(&d, &s, from, to, abreast);
        i = end;
    }
    arena_free(a);
    return any;
}
