/* The Markdown file of a lesson, split into its sections. */
#ifndef COURSE_PROSE_H
#define COURSE_PROSE_H

#include "src/base/file.h"

struct section {
    const char *title;   /* the heading, without its hashes */
    const char *id;      /* the heading's slug; unique in the file */
    const char *text;    /* up to "### Afterwards", without blank ends */
    const char *after;   /* below it; or NULL */
    const char *program; /* the first `c` block of `text`; or NULL */
    const char *caches;  /* the first `caches` block of `text`; or NULL */
    size_t caches_line;  /* of its first row; 0: there is none */
    size_t line;         /* of the heading, from 1 */
    size_t after_line;   /* of "### Afterwards"; 0 when there is none */
    size_t text_line;    /* of the first line of `text` */
    size_t below_line;   /* of the first line of `after` */
};

/* Errors read "NAME:LINE: message". */
bool prose_split(struct arena *a, const char *name, struct text md,
                 struct section **out, size_t *n, struct err *e) MUST_USE;

/* Sets e to "NAME:LINE: message"; returns false. */
bool prose_error(const char *name, size_t line, struct err *e, const char *fmt,
                 ...) PRINTF_LIKE(4, 5);

#endif
