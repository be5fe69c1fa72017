/* CSV as RFC 4180 has it: cells between commas, lines that end in LF or CRLF,
 * quotes around what holds a comma, a quote (doubled) or a line end. UTF-8.
 *
 * Strict where something else would be read than what was meant: a quote in the
 * middle of a cell, a CR that ends no line, bytes that are no UTF-8, and NUL
 * are errors. Whether all lines have as many cells is the caller's to ask. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "src/base/arena.h"
#include "src/base/buf.h"

enum { CSV_CELLS_MAX = 256 }; /* of a line: more is no table of ours */

/* Walks over a text. Text and name are borrowed and must outlive the walk;
 * cells are copies that belong to the arena and stay when the walk is over.
 * There is nothing to close. */
struct csv {
    struct arena *arena;
    const char *name; /* stands for the file in messages */
    const char *at, *end;
    const char *line_start; /* of the line in which `at` is */
    int at_line;            /* its number, from 1 */
    int line; /* of the record read last, from 1; it may have several lines */
};

struct csv_record {
    const char *cells[CSV_CELLS_MAX]; /* never NULL; no NUL inside */
    size_t n;
};

/* Skips a byte order mark. */
void csv_open(struct csv *c, struct arena *a, const char *name,
              const char *data, size_t len);

/* The next record; *any is false at the end. Empty lines are left out. An error
 * is "NAME:LINE:COLUMN: what"; columns are bytes, from 1. */
bool csv_next(struct csv *c, struct csv_record *out, bool *any,
              struct err *e) MUST_USE;

/* Writes one cell, in quotes where it needs them. What a spreadsheet would take
 * for a formula (it begins with = + - @, a tab or a CR) gets a ' in front, and
 * control characters become blanks. */
void csv_put(struct buf *out, const char *cell);

#endif
