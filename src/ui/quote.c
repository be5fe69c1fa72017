/* Quoted source lines. */
#include "src/ui/quote.h"

#include "src/ui/highlight.h"

#include <string.h>

enum { LINES_BEFORE = 2, LINES_AFTER = 1 };

/* A walk through the text that remembers whether it is inside a comment. */
struct walk {
    const struct look *look;
    const char *at;
    int number; /* of the line just read; 0 before the first */
    int state;  /* of the highlighter */
    const char *line;
    size_t len;
};

static void next_line(struct walk *w)
{
    w->line = w->at;
    w->len = strcspn(w->at, "\n");
    w->at += w->len + (w->at[w->len] == '\n');
    w->number++;
}

/* Draws the line just read. */
static void draw_line(struct walk *w, struct buf *out)
{
    struct buf safe = BUF_INIT;

    term_safe_line(&safe, w->look, w->line, w->len);
    highlight_c_line(out, w->look, safe.data, safe.len, &w->state);
    buf_free(&safe);
}

/* Reads up to a line; those before it are only looked at for comments. */
static bool walk_to(struct walk *w, int number)
{
    struct buf unused = BUF_INIT;

    while (w->number < number && *w->at != '\0') {
        next_line(w);
        if (w->number < number) {
            buf_reset(&unused);
            draw_line(w, &unused);
        }
    }
    buf_free(&unused);
    return w->number == number;
}

static int count_digits(int n)
{
    int digits = 1;

    while (n >= 10) {
        n /= 10;
        digits++;
    }
    return digits;
}

/* A caret below the column, unless the line is folded before it. */
static void draw_caret(struct buf *out, const struct walk *w,
                       const char *gutter, int column)
{
    struct buf before = BUF_INIT;
    size_t len = (size_t)column - 1;

    if (len >= w->len)
        return;
    term_safe_line(&before, w->look, w->line, len);
    size_t columns = term_width(before.data, before.len);
    size_t margin = term_width(gutter, strlen(gutter));
    if (margin + columns < (size_t)w->look->width) {
        buf_adds(out, gutter);
        buf_fill(out, ' ', columns);
        term_add(out, w->look, STYLE_BAD, "^");
        buf_addc(out, '\n');
    }
    buf_free(&before);
}

bool quote_lines(struct buf *out, const struct look *look, const char *source,
                 int line, int column)
{
    struct walk w = {.look = look, .at = source};
    struct buf text = BUF_INIT, first = BUF_INIT, rest = BUF_INIT;
    int from = line > LINES_BEFORE ? line - LINES_BEFORE : 1;
    int digits = count_digits(line + LINES_AFTER);
    size_t start = out->len;
    bool found = false;

    buf_printf(&rest, "  %*s %s ", digits, "", term_symbol(look, SYM_LINE));
    for (int i = from; i <= line + LINES_AFTER && walk_to(&w, i); i++) {
        buf_reset(&text);
        buf_reset(&first);
        if (i == line)
            term_add(&first, look, STYLE_BAD, term_symbol(look, SYM_POINT));
        else
            buf_addc(&first, ' ');
        buf_printf(&first, " %*d %s ", digits, i, term_symbol(look, SYM_LINE));
        draw_line(&w, &text);
        term_fold(out, look, first.data, rest.data, text.data);
        if (i == line && column > 0)
            draw_caret(out, &w, rest.data, column);
        found = found || i == line;
    }
    if (!found)
        buf_cut(out, start);
    buf_free(&text);
    buf_free(&first);
    buf_free(&rest);
    return found;
}

bool quote_line(struct buf *out, const struct look *look, const char *source,
                int line)
{
    struct walk w = {.look = look, .at = source};

    if (line <= 0 || !walk_to(&w, line))
        return false;
    while (w.len > 0 && (*w.line == ' ' || *w.line == '\t')) {
        w.line++;
        w.len--;
    }
    draw_line(&w, out);
    return w.len > 0;
}
