/* Whose a file is, and what for: by its path alone.
 *
 * Paths are relative to the folder that was given, with '/' between parts and
 * without "." parts; an archive counts as a folder. */
#ifndef CLASS_INTAKE_NAMES_H
#define CLASS_INTAKE_NAMES_H

#include "src/class/assignment.h"
#include "src/class/roster.h"

struct names_rule; /* a pattern, or what is recognised without one */

enum names_found {
    NAMES_NONE,    /* nobody's, or nothing that counts */
    NAMES_ONE,     /* *out is set */
    NAMES_SEVERAL, /* it can be read in more than one way: two students */
};

struct names_match {
    char id[STUDENT_ID_MAX + 1];    /* roster_id_ok, perhaps unknown */
    char other[STUDENT_ID_MAX + 1]; /* NAMES_SEVERAL: the second one */
    size_t exercise;                /* index of the assignment's */
};

/* False for a pattern that makes no sense; NULL is none. `known` says who is in
 * the class, NULL where nobody knows. */
bool names_rule(struct arena *a, const char *pattern,
                const struct assignment *as,
                bool (*known)(void *ctx, const char *id), void *ctx,
                struct names_rule **out, struct err *e) MUST_USE;

/* Of a file. */
enum names_found names_match(const struct names_rule *rule, const char *path,
                             struct names_match *out);

/* Whose everything is that lies at or below this path: out->id. */
enum names_found names_owner(const struct names_rule *rule, const char *path,
                             struct names_match *out);

/* Whether the rule is a pattern. */
bool names_is_pattern(const struct names_rule *rule);

/* Whether something of this name is left behind by a system, not by a person:
 * hidden files, __MACOSX. Ignored wherever it lies. */
bool names_is_litter(const char *name);

#endif
