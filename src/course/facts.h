/* data/facts.json: what the lessons state, and where that is written.
 *
 * In a text `[^id]` refers to a fact. */
#ifndef COURSE_FACTS_H
#define COURSE_FACTS_H

#include "src/base/json.h"

enum source {
    SOURCE_PROJECT,  /* a file of a project, of one version */
    SOURCE_DOCUMENT, /* a section of a standard, manual, paper */
    SOURCE_DEMO,     /* measured by the program of a step */
};

struct fact {
    const char *id;
    const char *statement;
    enum source source;
    const char *name;    /* of the project or document */
    const char *version; /* of the project */
    const char *place;   /* the file, or the section */
    const char *lesson;  /* demo: its lesson */
    const char *step;    /* and its step */
    struct json at;      /* where it stands, for messages */
};

struct facts {
    const struct fact *fact; /* in file order */
    size_t n;
};

/* All pointers belong to the arena. */
bool facts_load(struct arena *a, const char *path, struct facts *out,
                struct err *e) MUST_USE;

/* The fact with this id of `len` bytes, or NULL. */
const struct fact *facts_find(const struct facts *f, const char *id,
                              size_t len);

/* Its source in words: "man-pages 6.03, pthread_join(3), NOTES". */
char *fact_source(struct arena *a, const struct fact *fact);

/* If a reference "[^id]" begins at s: its length, and where the id stands in
 * it. Otherwise 0. */
size_t fact_reference(const char *s, size_t len, size_t *id, size_t *id_len);

#endif
