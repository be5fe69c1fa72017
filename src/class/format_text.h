/* What a submission printed, or a person wrote, made fit for a document of
 * another system.
 *
 * Results are valid UTF-8, without any control character but tab and line feed,
 * without characters that XML or YAML cannot hold, and without those that turn
 * the direction of writing and so hide what stands there. U+FFFD stands for
 * each. Everything is cut to a limit. */
#ifndef CLASS_FORMAT_TEXT_H
#define CLASS_FORMAT_TEXT_H

#include "src/base/buf.h"

enum {
    FORMAT_NAME_MAX = 200,      /* bytes of a name, on one line */
    FORMAT_LINE_MAX = 500,      /* bytes of a message, on one line */
    FORMAT_TEXT_MAX = 16 << 10, /* bytes of one text: more than anybody reads */
};

/* At most about `max` bytes of s (NULL: ""); what is left out is said. */
char *format_text(struct arena *a, const char *s, size_t max);

/* The same on one line: runs of blanks, tabs and line ends are one blank. */
char *format_line(struct arena *a, const char *s, size_t max);

/* At most n characters, and behind them `note` where something was cut. */
char *format_characters(struct arena *a, const char *s, size_t n,
                        const char *note);

/* Adds "1.250", with a decimal point in every locale. */
void format_seconds(struct buf *out, double seconds);

#endif
