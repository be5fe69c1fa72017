/* CSV as RFC 4180 has it: cells between commas, lines that end in LF or CRLF,
 * quotes around what holds a comma, a quote (doubled) or a line end. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "src/base/arena.h"
#include "src/base/buf.h"

enum { CSV_CELLS_MAX = 256 }; /* of a line: more is no table of ours */

/* Walks over a text, which must outlive it. Cells belong to the arena. */
struct csv {
    struct arena *arena;
    const char *name; /* stands for the file in messages */
    const char *at, *end;
    int line; /* of the record read last, from 1; it may have several lines */
    int next_line;
};

struct csv_record {
    const char *cells[CSV_CELLS_MAX]; /* never NULL; no NUL inside */
    size_t n;
};

/* Skips a byte order mark. */
void csv_open(struct csv *c, struct arena *a, const char *name,
              const char *data, size_t len);

/* The next record; *any is false at the end. Empty lines are left out. An error
 * is "NAME:LINE: what". */
bool csv_next(struct csv *c, struct csv_record *out, bool *any,
              struct err *e) MUST_USE;

/* Writes one cell, in quotes where it needs them. What a spreadsheet would take
 * for a formula (it begins with = + - @, a tab or a CR) gets a ' in front, and
 * control characters become blanks. */
void csv_put(struct buf *out, const char *cell);

#endif
