/* The scratch folder: where jobs find and leave their files. */
#ifndef GRADER_SANDBOX_SCRATCH_H
#define GRADER_SANDBOX_SCRATCH_H

#include "grader/sandbox.h"
#include "src/base/temporary.h"

struct scratch {
    struct temporary folder;
    bool for_nobody; /* jobs are not us: folders are given to them */
};

bool scratch_open(struct scratch *s, bool for_nobody, struct err *e) MUST_USE;
void scratch_close(struct scratch *s); /* removes everything */

bool scratch_mkdir(const struct scratch *s, const char *path,
                   struct err *e) MUST_USE;
bool scratch_put(const struct scratch *s, const char *path, const char *data,
                 size_t len, bool executable, struct err *e) MUST_USE;

/* What lies in a folder that a job writes: files, and megabytes of them, up to
 * the first of them that is too many. */
void scratch_use(const char *dir, size_t files_max, size_t *files, size_t *mb);

/* The absolute path of `path`, which may be absolute already or NULL. */
char *scratch_path(struct arena *a, const struct scratch *s, const char *path);

#endif
