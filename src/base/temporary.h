/* Folders for a while, which nobody finds afterwards: not even those of a
 * process that was killed. */
#ifndef BASE_TEMPORARY_H
#define BASE_TEMPORARY_H

#include "src/base/arena.h"

#include <stdbool.h>
#include <sys/types.h>

struct temporary {
    char *dir; /* absolute, without symbolic links; malloc'd; NULL: none */
    int fd;    /* of it, with the lock that says that somebody uses it */
};

/* Makes a folder in `parent`, for us alone. False with errno. */
bool temporary_make(const char *parent, struct temporary *t) MUST_USE;

/* Removes it, with all that is in it. Fine where there is none. False where
 * something is left. */
bool temporary_remove(struct temporary *t, struct err *e) MUST_USE;

/* Removes folders in `parent` that temporary_make made and whose process is
 * gone: ours, and as root those that were given to `other`, too. What cannot be
 * removed stays. */
void temporary_sweep(const char *parent, uid_t other);

#endif
