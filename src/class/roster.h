/* Who is in the class: a CSV file (RFC 4180) whose first line names columns.
 *
 * "id" must be there; "name", "email" and "section" may; other columns are
 * ignored. A line without an id, with one that came before, or with more or
 * fewer cells than there are columns (a comma that should stand in quotes moves
 * the cells behind it) is an error that names the line. */
#ifndef CLASS_ROSTER_H
#define CLASS_ROSTER_H

#include "src/base/arena.h"

struct student {
    const char *id;
    const char *name, *email, *section; /* or NULL */
    int line; /* of the roster; 0: found, not listed */
};

struct roster {
    const struct student *list; /* in file order */
    size_t n;
    const struct student *const *by_id; /* the same, sorted */
};

enum {
    ROSTER_BYTES_MAX = 8 << 20, /* more than a university needs */
    STUDENT_ID_MAX = 64,        /* bytes: it becomes a file's name */
};

/* Everything belongs to the arena. */
bool roster_load(struct arena *a, const char *path, struct roster *out,
                 struct err *e) MUST_USE;

/* NULL where nobody has this id. Upper and lower case differ. */
const struct student *roster_find(const struct roster *r, const char *id);

/* Whether it can be a student's id: letters, digits, '_', '-', '.', '@' and
 * '+'; it begins with a letter or digit. Never a path. */
bool roster_id_ok(const char *id);

#endif
