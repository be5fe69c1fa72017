/* Puts a damaged progress.db out of the way, with the journals beside it. */
#ifndef COURSE_ASIDE_H
#define COURSE_ASIDE_H

#include "src/base/arena.h"

/* Of several programs that use the folder, one at a time is past this. Where a
 * folder cannot be locked (some network homes), it does nothing. */
int aside_lock(const char *dir);
void aside_unlock(int lock);

/* Renames DIR/progress.db to DIR/progress.damaged-YYYYMMDD-HHMMSS.db, which
 * replaces nothing, and returns the new path. NULL where that is not
 * possible. */
char *aside_move(struct arena *a, const char *dir);

#endif
