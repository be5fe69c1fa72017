/* The learner's folder: WORKSPACE/EXERCISE/EXERCISE.c with its header beside
 * it, and one compile_commands.json, so that clangd works at once. Ours never
 * overwrites theirs. */
#ifndef COURSE_WORKSPACE_H
#define COURSE_WORKSPACE_H

#include "src/base/arena.h"

struct workspace {
    const char *dir; /* absolute */
};

/* DIR or, where NULL, ~/threadlings. Does not make it yet. */
bool workspace_find(struct arena *a, const char *dir, struct workspace *out,
                    struct err *e) MUST_USE;

/* The learner's file of an exercise, whether or not it is there. */
char *workspace_file(struct arena *a, const struct workspace *w,
                     const char *exercise);

/* Makes the exercise's folder and puts in what is missing: the starter as
 * EXERCISE.c, the header (replaced only when the learner has not touched it
 * since we wrote it; else ours goes beside it as NAME.h.new). starter and
 * header are paths; header may be NULL. Keeps compile_commands.json complete.
 * *made: the starter was copied. */
bool workspace_start(const struct workspace *w, const char *exercise,
                     const char *starter, const char *header, bool *made,
                     struct err *e) MUST_USE;

/* Puts the starter back. The learner's file is kept beside it as
 * EXERCISE.c.1, .2, ...; *kept (of the arena) names it, NULL if there was none
 * or it was the starter still. */
bool workspace_reset(struct arena *a, const struct workspace *w,
                     const char *exercise, const char *starter,
                     const char **kept, struct err *e) MUST_USE;

#endif
