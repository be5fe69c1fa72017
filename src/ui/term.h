/* What the terminal can do, and the only place that writes to it.
 *
 * Text is made as a buf with styles asked from `struct look`, then printed in
 * one go. Where there is no terminal, or NO_COLOR or TERM=dumb says so, styles
 * are empty strings; where the locale is not UTF-8 (or THREADLINGS_ASCII is
 * set), symbols and rules are ASCII. Control characters that come from outside
 * (a learner's program, a file) are shown, never sent: term_safe. */
#ifndef UI_TERM_H
#define UI_TERM_H

#include "src/base/buf.h"

#include <stdio.h>

enum style {
    STYLE_NONE, /* back to plain */
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_EMPH, /* *emphasis* */
    STYLE_HEADING,
    STYLE_CODE,
    STYLE_GOOD, /* passed */
    STYLE_BAD,  /* failed */
    STYLE_WARN,
    STYLE_LINK,
    STYLE_TERM,    /* a new word, which is explained when asked for */
    STYLE_KEYWORD, /* C highlighting from here on */
    STYLE_TYPE,
    STYLE_STRING,
    STYLE_NUMBER,
    STYLE_COMMENT,
    STYLE_PREPROC,
    STYLE_COUNT,
};

/* How to draw. Plain data: tests make their own. */
struct look {
    int width;  /* columns; at least 10 */
    int height; /* rows */
    bool color;
    bool utf8;
    bool tty; /* stdout is a terminal */
};

struct look term_look(void); /* asks the terminal; call again after SIGWINCH */

/* The escape sequence, or "" without colour. Every style ends with STYLE_NONE;
 * styles do not nest. */
const char *term_style(const struct look *look, enum style s);

/* Adds text in a style. */
void term_add(struct buf *out, const struct look *look, enum style s,
              const char *text);
void term_addf(struct buf *out, const struct look *look, enum style s,
               const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Symbols with an ASCII stand-in: "✓"/"ok", "✗"/"x", "→"/"->", "•"/"*", ... */
enum symbol {
    SYM_PASS,
    SYM_FAIL,
    SYM_UNSURE,
    SYM_ARROW,
    SYM_BULLET,
    SYM_RULE,
    SYM_BAR_FULL,
    SYM_BAR_EMPTY,
    SYM_POINT,
    SYM_ELLIPSIS,
    SYM_DOT,   /* between the items of a line */
    SYM_LINE,  /* vertical */
    SYM_CROSS, /* where SYM_RULE and SYM_LINE meet */
    SYM_FOLD,  /* in front of the rest of a folded line */
    SYM_COUNT,
};
const char *term_symbol(const struct look *look, enum symbol s);

/* Adds untrusted text: escape sequences, control characters, characters that
 * change the direction of writing and invalid bytes become visible stand-ins;
 * newline and tab stay. Without UTF-8 what is added is ASCII. At most max
 * bytes, then a line that says how much was left out. */
void term_safe(struct buf *out, const struct look *look, const char *text,
               size_t len, size_t max);

/* The same for one line of code or output: tabs become blanks, up to the next
 * multiple of 4 columns. */
void term_safe_line(struct buf *out, const struct look *look, const char *text,
                    size_t len);

/* Columns that text with escape sequences takes. */
size_t term_width(const char *text, size_t len);

/* Wraps one paragraph (blanks and newlines are equal; escape sequences take no
 * room) to the width, each line after `indent`, the first after `first`. A
 * vertical tab breaks the line. Words that are too long are split. Every line
 * ends in a newline and with plain style; no text and no `first` is no line. */
void term_wrap(struct buf *out, const struct look *look, const char *first,
               const char *indent, const char *text);

/* The same for text from outside, in one style and indented by two columns. */
void term_paragraph(struct buf *out, const struct look *look, enum style style,
                    const char *text);

/* Adds one line of code, which keeps its blanks. Where it is too long it goes
 * on in the next row, after `indent` and a mark. Ends in a newline. */
void term_fold(struct buf *out, const struct look *look, const char *first,
               const char *indent, const char *text);

/* Adds one line of plain text, cut to `width` columns with an ellipsis. */
void term_cut(struct buf *out, const struct look *look, const char *text,
              int width);

/* "[#####-----] 5/12" of at most `width` columns. */
void term_bar(struct buf *out, const struct look *look, size_t done,
              size_t total, int width);

/* Prints to stdout, whole, at once. What could not be written is told by
 * term_flush; a reader that has gone away (`| head`) has asked for no more. */
void term_print(const struct buf *text);
void term_puts(const char *text);

/* Writes what stdout still holds. False when something that was printed since
 * the start of the program is lost: a full disk, a closed descriptor. */
bool term_flush(struct err *e) MUST_USE;

/* A line of progress that is overwritten by the next call and removed by "".
 * Does nothing unless stderr is a terminal. */
void term_progress(const struct look *look, const char *text);

#endif
