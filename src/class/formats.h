/* A record in the formats of other systems. Each is a pure function of the
 * record: always valid, whatever the submission printed; control characters
 * and bytes that are no UTF-8 are replaced, long texts cut.
 *
 * tests/cli/formats_rules.py names the documents that each follows, and checks
 * the output against them. */
#ifndef CLASS_FORMATS_H
#define CLASS_FORMATS_H

#include "src/class/score.h"

struct format_input {
    const struct assignment *assignment;
    const struct record *const *records; /* of one student */
    size_t n;
    const char *student; /* id, or NULL */
};

struct format {
    const char *name;    /* "gradescope" */
    const char *file;    /* what it is called: "results.json" */
    const char *summary; /* "Gradescope autograder results.json" */
    void (*write)(struct arena *a, const struct format_input *in,
                  struct buf *out);
};

extern const struct format formats[];
extern const size_t nformats;

/* NULL where there is none of this name. */
const struct format *format_find(const char *name);

#endif
