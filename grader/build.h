/* Between build.c and those who compile as it does: manifest.c, speed.c. */
#ifndef GRADER_BUILD_H
#define GRADER_BUILD_H

#include "grader/work.h"

extern const char *const build_object_names[OBJECT_COUNT];

bool build_exited_well(const struct sandbox_result *r);

/* The compiler with the flags of the variant and of the exercise. */
struct args build_compiler(struct work *w, enum variant v);

/* The same, with which a submission is compiled. */
struct args build_own_compiler(struct work *w, enum variant v);

/* The harness's --wrap options and the libraries. */
void build_link_flags(struct work *w, struct args *args);

/* Queues a task that runs the toolchain in `dir`. */
struct task *build_add_tool(struct work *w, enum variant v, const char *dir,
                            struct args *args, task_done *done,
                            const char *what);

/* Takes the manifest from the cache if it is there. */
bool manifest_cached(struct work *w, bool *listed, struct err *e) MUST_USE;

/* Makes it otherwise. `dir` holds the objects that do not come from the
 * submission. */
void manifest_start(struct work *w, const char *dir);

#endif
