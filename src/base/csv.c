#include "src/base/csv.h"

#include <string.h>

static bool wrong(const struct csv *c, struct err *e, const char *what)
{
    return err_set(e, "%s:%d: %s", c->name, c->line, what);
}

void csv_open(struct csv *c, struct arena *a, const char *name,
              const char *data, size_t len)
{
    static const char mark[] = "\xEF\xBB\xBF";

    *c = (struct csv){a, name, data, data + len, 0, 1};
    if (len >= 3 && memcmp(data, mark, 3) == 0)
        c->at += 3;
}

static bool at_line_end(const struct csv *c)
{
    return c->at == c->end || *c->at == '\n' ||
           (*c->at == '\r' && c->at + 1 < c->end && c->at[1] == '\n');
}

static void take_line_end(struct csv *c)
{
    if (c->at < c->end && *c->at == '\r')
        c->at++;
    if (c->at < c->end)
        c->at++;
    c->next_line++;
}

/* After an opening quote. */
static bool quoted(struct csv *c, struct buf *cell, struct err *e)
{
    for (;;) {
        if (c->at == c->end)
            return wrong(c, e, "a quote is opened and never closed");
        char byte = *c->at++;
        if (byte == '"' && (c->at == c->end || *c->at != '"'))
            break;
        if (byte == '"')
            c->at++; /* two stand for one */
        c->next_line += byte == '\n';
        buf_addc(cell, byte);
    }
    if (!at_line_end(c) && *c->at != ',')
        return wrong(c, e, "a comma should follow the closing quote");
    return true;
}

static bool plain(struct csv *c, struct buf *cell, struct err *e)
{
    while (!at_line_end(c) && *c->at != ',') {
        if (*c->at == '"')
            return wrong(c, e,
                         "a quote in the middle of a cell; put the whole cell "
                         "in quotes, and write this one twice");
        buf_addc(cell, *c->at++);
    }
    return true;
}

static bool take_cell(struct csv *c, struct csv_record *out, struct err *e)
{
    struct buf cell = BUF_INIT;
    bool ok;

    if (out->n == CSV_CELLS_MAX)
        return wrong(c, e, "more cells in a line than a table should have");
    if (c->at < c->end && *c->at == '"') {
        c->at++;
        ok = quoted(c, &cell, e);
    } else {
        ok = plain(c, &cell, e);
    }
    if (ok && cell.len > 0 && memchr(cell.data, '\0', cell.len) != NULL)
        ok = wrong(c, e, "a NUL byte; is this a text file?");
    if (ok)
        out->cells[out->n++] = buf_keep(c->arena, &cell);
    buf_free(&cell);
    return ok;
}

bool csv_next(struct csv *c, struct csv_record *out, bool *any, struct err *e)
{
    out->n = 0;
    *any = false;
    while (c->at < c->end && at_line_end(c))
        take_line_end(c);
    if (c->at == c->end)
        return true;
    *any = true;
    c->line = c->next_line;
    for (;;) {
        if (!take_cell(c, out, e))
            return false;
        if (at_line_end(c))
            break;
        c->at++; /* the comma */
    }
    take_line_end(c);
    return true;
}

void csv_put(struct buf *out, const char *cell)
{
    const bool formula = *cell != '\0' && strchr("=+-@\t\r", *cell) != NULL;
    const bool quotes = strpbrk(cell, ",\"\n\r") != NULL;

    if (quotes)
        buf_addc(out, '"');
    if (formula)
        buf_addc(out, '\'');
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            buf_addc(out, '"');
        buf_addc(out,
                 (unsigned char)*cell < ' ' && *cell != '\n' ? ' ' : *cell);
    }
    if (quotes)
        buf_addc(out, '"');
}
