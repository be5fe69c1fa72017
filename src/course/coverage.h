/* data/coverage.json: which topics of the source texts are taught where. */
#ifndef COURSE_COVERAGE_H
#define COURSE_COVERAGE_H

#include "src/base/json.h"

/* A step, or an exercise. */
struct taught {
    const char *name;     /* as it is written */
    const char *lesson;   /* NULL: an exercise */
    const char *step;     /* of the lesson */
    const char *exercise; /* NULL: a step */
    struct json at;       /* where it stands, for messages */
};

struct topic {
    const char *id; /* "1.1" */
    long part;      /* of the course */
    const char *topic;
    const struct taught *in;
    size_t nin; /* 0: open */
};

struct coverage {
    const struct topic *topic; /* in file order */
    size_t n;
};

/* All pointers belong to the arena. */
bool coverage_load(struct arena *a, const char *path, struct coverage *out,
                   struct err *e) MUST_USE;

#endif
