/* The files of data/: each holds a format number and one list of objects.
 *
 * lessons/README.md is their manual, data/NAME.schema.json their schemas, which
 * a test keeps equal to these readers. */
#ifndef COURSE_CATALOG_H
#define COURSE_CATALOG_H

#include "src/base/json.h"

enum { CATALOG_MAX = 5000 }; /* entries: a course has some hundred facts */

/* Reads a file of the form {"format": 1, "LIST": [...]}. */
bool catalog_load(struct arena *a, const char *path, const char *list,
                  struct json *out, size_t *n, struct err *e) MUST_USE;

/* The step that "lesson-slug/step-id" names. Whether there is such a step is
 * the caller's business. */
bool catalog_step(struct arena *a, struct json v, const char **lesson,
                  const char **step, struct err *e) MUST_USE;

#endif
