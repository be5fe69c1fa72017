/* data/misconceptions.json: beliefs that questions ask for. */
#ifndef COURSE_MISCONCEPTIONS_H
#define COURSE_MISCONCEPTIONS_H

#include "src/base/json.h"

struct misconception {
    const char *id;     /* "EXEC-1" */
    const char *belief; /* what many believe; Markdown, a sentence */
    const char *truth;  /* what is so */
    struct json at;     /* where it stands, for messages */
};

struct misconceptions {
    const struct misconception *all; /* in file order */
    size_t n;
};

/* All pointers belong to the arena. */
bool misconceptions_load(struct arena *a, const char *path,
                         struct misconceptions *out, struct err *e) MUST_USE;

/* The one with this id, or NULL. */
const struct misconception *misconceptions_find(const struct misconceptions *m,
                                                const char *id);

/* Whether a text has the form of such an id. */
bool misconception_is_id(const char *id);

#endif
