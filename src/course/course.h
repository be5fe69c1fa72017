/* All lessons of a folder, in order.
 *
 * Opening only lists the folder; a lesson is read when it is first asked for
 * and then kept. One that is broken gives its error each time and leaves the
 * others alone. */
#ifndef COURSE_COURSE_H
#define COURSE_COURSE_H

#include "src/course/lesson.h"

struct course;

/* The folder is DIR itself ("…/lessons"). Lessons are the files NNN-slug.json,
 * by number, then by slug. */
bool course_open(struct arena *a, const char *dir, struct course **out,
                 struct err *e) MUST_USE;
size_t course_count(const struct course *c);
const char *course_slug(const struct course *c, size_t i);
const char *course_path(const struct course *c, size_t i); /* the JSON file */
/* Names in the folder that look like a lesson's by mistake: *.json that are not
 * NNN-slug.json, and NNN-slug.md without its .json. */
const char *const *course_strays(const struct course *c, size_t *n);
/* Index of a lesson by slug, by number ("30") or by file name; or -1. */
long course_find(const struct course *c, const char *name);
/* The lesson, or NULL with e set. */
const struct lesson *course_lesson(struct course *c, size_t i, struct err *e);

#endif
