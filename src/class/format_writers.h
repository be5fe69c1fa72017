/* The formats, one a file; for the table in formats.c. */
#ifndef CLASS_FORMAT_WRITERS_H
#define CLASS_FORMAT_WRITERS_H

#include "src/class/formats.h"

void format_classroom(struct arena *a, const struct format_input *in,
                      struct buf *out);
void format_exercism(struct arena *a, const struct format_input *in,
                     struct buf *out);
void format_gradescope(struct arena *a, const struct format_input *in,
                       struct buf *out);
void format_junit(struct arena *a, const struct format_input *in,
                  struct buf *out);
void format_prairielearn(struct arena *a, const struct format_input *in,
                         struct buf *out);
void format_sarif(struct arena *a, const struct format_input *in,
                  struct buf *out);
void format_tap(struct arena *a, const struct format_input *in,
                struct buf *out);

#endif
