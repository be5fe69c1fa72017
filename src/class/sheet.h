/* A page for people, said once, that comes out as Markdown or as HTML.
 *
 * The HTML stands alone: no script, nothing is loaded, and its policy allows
 * the one style sheet and nothing else.
 *
 * What is ours, or an exercise's author's, is Markdown: paragraphs of text with
 * `code`, *stress* and **more of it**; nothing else is understood. What comes
 * from outside (names, messages, output, code) is quoted: in neither format can
 * a character of it become markup, a link, or a control character. */
#ifndef CLASS_SHEET_H
#define CLASS_SHEET_H

#include "src/base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SHEET_TEXT_MAX = 1000, /* bytes of outside text within a sentence */
    SHEET_LINE_MAX = 300,  /* bytes of one line that is quoted */
    SHEET_COLUMNS_MAX = 12,
};

enum sheet_format { SHEET_MARKDOWN, SHEET_HTML };

struct sheet {
    struct buf *out;
    enum sheet_format format;
    const char *block;     /* the element that is open; NULL: none */
    bool fresh;            /* nothing is in it yet */
    bool in_table, in_row; /* cells follow each other */
    size_t column, columns;
    const char *classes[SHEET_COLUMNS_MAX]; /* of columns; NULL: none */
};

/* `title` is from outside; it becomes the first heading, too. `style` is what
 * data/page/class.css holds; Markdown does not need it. */
void sheet_begin(struct sheet *s, struct buf *out, enum sheet_format format,
                 const char *title, const char *style);
void sheet_end(struct sheet *s);

/* ------------------------------------------------------------------- blocks */

/* What belongs to one thing, with a heading of its own. */
void sheet_section(struct sheet *s);
void sheet_section_end(struct sheet *s);

/* Each opens a block, into which the texts below go until it is closed. */
void sheet_heading(struct sheet *s, int level); /* 2 or 3 */
void sheet_paragraph(struct sheet *s);
void sheet_item(struct sheet *s); /* of a list; items stand together */
void sheet_close(struct sheet *s);
void sheet_list(struct sheet *s); /* around items */
void sheet_list_end(struct sheet *s);

/* A table with these headings, NULL-ended; `label` says what is in it. A
 * heading that begins with '#' has numbers below it, one with '~' sentences. A
 * cell is open until the next begins; a row has as many as there are headings.
 */
void sheet_table(struct sheet *s, const char *label,
                 const char *const *headings);
void sheet_cell(struct sheet *s);
void sheet_table_end(struct sheet *s);

/* Lines from outside, as they are: the first `max` of them, or the last; how
 * many are left out is said. */
void sheet_lines(struct sheet *s, const char *text, size_t len, size_t max,
                 bool last);

/* A command to copy: one line, whole. */
void sheet_command(struct sheet *s, const char *line);

/* A line of C with two before and one after it; column > 0 (bytes, from 1) is
 * pointed at. False, and nothing written, where there is no such line. */
bool sheet_quote(struct sheet *s, const char *text, size_t len, int line,
                 int column);

/* Paragraphs of an author. */
void sheet_author(struct sheet *s, const char *markdown);

/* -------------------------------------------------------------------- texts */

/* Ours: Markdown; what is filled in is ours, too, or a number. */
void sheet_say(struct sheet *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* An author's, within a sentence of ours. */
void sheet_say_author(struct sheet *s, const char *markdown);
void sheet_text(struct sheet *s, const char *outside);
void sheet_code(struct sheet *s, const char *outside);

enum sheet_tone { SHEET_GOOD, SHEET_BAD, SHEET_OPEN, SHEET_PLAIN };
/* One of our words, which the tone gives a colour. */
void sheet_word(struct sheet *s, enum sheet_tone tone, const char *ours);
/* A bar of text: `part` of `whole`. */
void sheet_bar(struct sheet *s, size_t part, size_t whole);
/* A number, in as few digits as it needs. */
void sheet_number(struct sheet *s, double value);

/* -------------------------------------------------------- for sheet_*.c only
 */

/* Outside text with visible stand-ins for control characters, characters that
 * turn the direction of writing, and bytes that are no UTF-8. */
void sheet_safe(struct buf *out, const char *text, size_t len);
/* One line of it, tabs as spaces, cut at SHEET_LINE_MAX. */
void sheet_safe_line(struct buf *out, const char *line, size_t len);

#endif
