#include "src/base/csv.h"

#include "src/base/utf8.h"

#include <string.h>

struct place {
    int line, column;
};

static struct place here(const struct csv *c)
{
    return (struct place){c->at_line, (int)(c->at - c->line_start) + 1};
}

static bool wrong(const struct csv *c, struct place where, struct err *e,
                  const char *what)
{
    return err_set(e, "%s:%d:%d: %s", c->name, where.line, where.column, what);
}

void csv_open(struct csv *c, struct arena *a, const char *name,
              const char *data, size_t len)
{
    static const char mark[] = "\xEF\xBB\xBF";

    if (len >= 3 && memcmp(data, mark, 3) == 0) {
        data += 3;
        len -= 3;
    }
    *c = (struct csv){.arena = a,
                      .name = name,
                      .at = data,
                      .end = data + len,
                      .line_start = data,
                      .at_line = 1};
}

static bool at_line_end(const struct csv *c)
{
    return c->at == c->end || *c->at == '\n' ||
           (*c->at == '\r' && c->at + 1 < c->end && c->at[1] == '\n');
}

static void begin_line(struct csv *c)
{
    c->line_start = c->at;
    c->at_line++;
}

static void take_line_end(struct csv *c)
{
    if (c->at < c->end && *c->at == '\r')
        c->at++;
    if (c->at < c->end)
        c->at++;
    begin_line(c);
}

static bool quoted(struct csv *c, struct buf *cell, struct err *e)
{
    const struct place opened = here(c);

    c->at++;
    for (;;) {
        if (c->at == c->end)
            return wrong(c, opened, e, "a quote is opened and never closed");
        char byte = *c->at++;
        if (byte == '"' && (c->at == c->end || *c->at != '"'))
            break;
        if (byte == '"')
            c->at++; /* two stand for one */
        buf_addc(cell, byte);
        if (byte == '\n')
            begin_line(c);
    }
    if (!at_line_end(c) && *c->at != ',')
        return wrong(c, here(c), e, "a comma should follow the closing quote");
    return true;
}

static bool plain(struct csv *c, struct buf *cell, struct err *e)
{
    while (!at_line_end(c) && *c->at != ',') {
        if (*c->at == '"')
            return wrong(c, here(c), e,
                         "a quote in the middle of a cell; put the whole cell "
                         "in quotes, and write this one twice");
        if (*c->at == '\r')
            return wrong(c, here(c), e,
                         "a CR alone ends no line; save the table with LF or "
                         "CRLF");
        buf_addc(cell, *c->at++);
    }
    return true;
}

static bool take_cell(struct csv *c, struct csv_record *out, struct err *e)
{
    const struct place start = here(c);
    struct buf cell = BUF_INIT;

    if (out->n == CSV_CELLS_MAX)
        return wrong(c, start, e,
                     "more cells in a line than a table should have");
    bool ok = c->at < c->end && *c->at == '"' ? quoted(c, &cell, e)
                                              : plain(c, &cell, e);
    if (ok && memchr(cell.data, '\0', cell.len) != NULL)
        ok = wrong(c, start, e, "a NUL byte; is this a text file?");
    if (ok && utf8_valid(cell.data, cell.len) != cell.len)
        ok = wrong(c, start, e,
                   "this cell is not UTF-8; save the table as UTF-8");
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
    c->line = c->at_line;
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
