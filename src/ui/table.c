/* Tables.
 *
 * Every column gets its least width (its longest word, if that is not more than
 * WORD_MAX); what room is left is shared in proportion to what each column
 * still wants. Where even the least widths are too much, words are split down
 * to COLUMN_MIN, and below that the table becomes records. */
#include "src/ui/table.h"

#include <string.h>

enum {
    COLUMN_MIN = 6,   /* columns: narrower cells are unreadable */
    WORD_MAX = 16,    /* columns: longer words may be split to save room */
    COLUMNS_MAX = 64, /* more than this never fit a screen */
    GAP = 3,          /* columns of " | " */
};

struct layout {
    size_t natural[COLUMNS_MAX]; /* widest cell */
    size_t word[COLUMNS_MAX];    /* longest word */
    size_t width[COLUMNS_MAX];   /* what the column gets */
};

static const char *cell(const struct table *t, size_t row, size_t col)
{
    const char *text = t->cells[row * t->ncols + col];

    return text ? text : "";
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t longest_word(const char *text)
{
    size_t longest = 0;

    while (*text != '\0') {
        size_t n = strcspn(text, " \t\n\r\v");
        size_t columns = term_width(text, n);
        longest = columns > longest ? columns : longest;
        text += n + (text[n] != '\0');
    }
    return longest;
}

static void measure(const struct table *t, struct layout *l)
{
    for (size_t col = 0; col < t->ncols; col++) {
        l->natural[col] = l->word[col] = 1;
        for (size_t row = 0; row < t->nrows; row++) {
            const char *text = cell(t, row, col);
            size_t natural = term_width(text, strlen(text));
            size_t word = longest_word(text);
            if (natural > l->natural[col])
                l->natural[col] = natural;
            if (word > l->word[col])
                l->word[col] = word;
        }
    }
}

/* Shares `room` columns out; `floor[i]` is the least for column i. False when
 * the least widths are already too much. */
static bool share(struct layout *l, size_t ncols, size_t room,
                  const size_t *floor)
{
    size_t taken = 0, wanted = 0;

    for (size_t i = 0; i < ncols; i++) {
        taken += floor[i];
        wanted += l->natural[i] - floor[i];
    }
    if (taken > room)
        return false;
    size_t left = least(room - taken, wanted), given = 0;
    for (size_t i = 0; i < ncols; i++) {
        size_t more = l->natural[i] - floor[i];
        size_t part = wanted > 0 ? left * more / wanted : 0;
        l->width[i] = floor[i] + part;
        given += part;
    }
    for (size_t i = 0; given < left; i = (i + 1) % ncols) {
        if (l->width[i] < l->natural[i]) {
            l->width[i]++;
            given++;
        }
    }
    return true;
}

static bool lay_out(const struct table *t, struct layout *l, size_t width)
{
    size_t floor[COLUMNS_MAX] = {0}, gaps = GAP * (t->ncols - 1);

    if (t->ncols > COLUMNS_MAX || gaps + t->ncols > width)
        return false;
    measure(t, l);
    for (size_t i = 0; i < t->ncols; i++) {
        size_t word = least(l->word[i], WORD_MAX);
        floor[i] = least(l->natural[i], word > COLUMN_MIN ? word : COLUMN_MIN);
    }
    if (share(l, t->ncols, width - gaps, floor))
        return true;
    for (size_t i = 0; i < t->ncols; i++)
        floor[i] = least(l->natural[i], COLUMN_MIN);
    return share(l, t->ncols, width - gaps, floor);
}

struct drawing {
    struct buf *out;
    const struct look *look;
    const char *prefix; /* of the next line */
    const char *rest;   /* of those after it */
    const struct table *table;
    struct layout layout;
};

static void begin_line(struct drawing *d)
{
    buf_adds(d->out, d->prefix);
    d->prefix = d->rest;
}

static void draw_rule(struct drawing *d)
{
    begin_line(d);
    for (size_t i = 0; i < d->table->ncols; i++) {
        const char *rule = term_symbol(d->look, SYM_RULE);
        if (i > 0) {
            buf_adds(d->out, rule);
            buf_adds(d->out, term_symbol(d->look, SYM_CROSS));
            buf_adds(d->out, rule);
        }
        for (size_t n = d->layout.width[i]; n > 0; n--)
            buf_adds(d->out, rule);
    }
    buf_addc(d->out, '\n');
}

/* The next line of a wrapped cell; "" after its end. */
static const char *next_line(const char **at, size_t *len)
{
    const char *line = *at;

    *len = strcspn(line, "\n");
    *at = line + *len + (line[*len] == '\n');
    return line;
}

static void draw_part(struct drawing *d, size_t col, const char *text,
                      size_t len)
{
    size_t pad = d->layout.width[col] - term_width(text, len), left = 0;
    bool last = col + 1 == d->table->ncols;

    if (d->table->aligns[col] == TABLE_RIGHT)
        left = pad;
    else if (d->table->aligns[col] == TABLE_CENTER)
        left = pad / 2;
    buf_fill(d->out, ' ', left);
    buf_add(d->out, text, len);
    if (!last) {
        buf_fill(d->out, ' ', pad - left);
        buf_printf(d->out, " %s ", term_symbol(d->look, SYM_LINE));
    }
}

static void trim_blanks(struct buf *out)
{
    size_t end = out->len;

    while (end > 0 && out->data[end - 1] == ' ')
        end--;
    buf_cut(out, end);
}

static void draw_row(struct drawing *d, size_t row)
{
    struct buf parts[COLUMNS_MAX];
    const char *at[COLUMNS_MAX];
    bool more = true;

    for (size_t i = 0; i < d->table->ncols; i++) {
        struct look narrow = *d->look;
        narrow.width = (int)d->layout.width[i];
        parts[i] = (struct buf)BUF_INIT;
        term_wrap(&parts[i], &narrow, "", "", cell(d->table, row, i));
        at[i] = parts[i].data;
    }
    while (more) {
        more = false;
        begin_line(d);
        for (size_t i = 0; i < d->table->ncols; i++) {
            size_t len;
            const char *text = next_line(&at[i], &len);
            draw_part(d, i, text, len);
            more = more || *at[i] != '\0';
        }
        trim_blanks(d->out);
        buf_addc(d->out, '\n');
    }
    for (size_t i = 0; i < d->table->ncols; i++)
        buf_free(&parts[i]);
}

/* True when some cell below the header takes several lines. */
static bool wraps(const struct drawing *d)
{
    for (size_t row = 1; row < d->table->nrows; row++) {
        for (size_t i = 0; i < d->table->ncols; i++) {
            const char *text = cell(d->table, row, i);
            if (term_width(text, strlen(text)) > d->layout.width[i])
                return true;
        }
    }
    return false;
}

static void draw_columns(struct drawing *d)
{
    bool apart = wraps(d);

    for (size_t row = 0; row < d->table->nrows; row++) {
        if (row == 1 || (row > 1 && apart))
            draw_rule(d);
        draw_row(d, row);
    }
    if (d->table->nrows == 1)
        draw_rule(d);
}

static void draw_record(struct drawing *d, size_t row)
{
    struct buf text = BUF_INIT, indent = BUF_INIT;

    buf_printf(&indent, "%s  ", d->rest);
    for (size_t i = 0; i < d->table->ncols; i++) {
        const char *header = cell(d->table, 0, i),
                   *value = cell(d->table, row, i);
        if (*value == '\0')
            continue;
        buf_reset(&text);
        if (row > 0 && *header != '\0')
            buf_printf(&text, "%s: ", header);
        buf_adds(&text, value);
        term_wrap(d->out, d->look, d->prefix, indent.data, text.data);
        d->prefix = d->rest;
    }
    buf_free(&text);
    buf_free(&indent);
}

/* A table that is only a header has that for its one record. */
static void draw_records(struct drawing *d)
{
    for (size_t row = d->table->nrows > 1; row < d->table->nrows; row++) {
        if (row > 1) {
            begin_line(d);
            trim_blanks(d->out);
            buf_addc(d->out, '\n');
        }
        draw_record(d, row);
    }
}

void table_draw(struct buf *out, const struct look *look, const char *first,
                const char *rest, const struct table *t)
{
    struct drawing d = {
        .out = out, .look = look, .prefix = first, .rest = rest, .table = t};
    size_t margin = term_width(rest, strlen(rest));

    if (t->ncols == 0 || t->nrows == 0)
        return;
    if (lay_out(t, &d.layout, (size_t)look->width - margin))
        draw_columns(&d);
    else
        draw_records(&d);
}
