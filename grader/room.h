/* Whether the machine has room for a program's threads: a limit of the user's
 * (`ulimit -u`) or of a container counts what others run, too. */
#ifndef GRADER_ROOM_H
#define GRADER_ROOM_H

#include "grader/sandbox.h"

enum { ROOM_THREADS = 32 }; /* twice what a test starts */

/* Whether a job may have ROOM_THREADS threads now. Takes some milliseconds; for
 * a process of one thread. False with what to do. */
bool room_for_threads(bool drop_ids, struct err *e) MUST_USE;

#endif
