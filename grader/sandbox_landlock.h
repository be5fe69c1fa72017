/* Which files a job may touch: Landlock, by raw system calls, because the
 * headers of the oldest system we build on do not know it all. */
#ifndef GRADER_SANDBOX_LANDLOCK_H
#define GRADER_SANDBOX_LANDLOCK_H

#include "grader/sandbox.h"

/* The version the running kernel speaks; 0: none. */
int landlock_abi(void);

/* A set of rules for a job, as a descriptor; -1 and errno when that fails.
 * `program`, a file or a folder, may be read and executed, the folder `dir`
 * written as well. With `processes`, a few small programs may be executed. */
int landlock_rules(enum profile profile, bool processes, const char *program,
                   const char *dir);

/* Adds /proc, for reading. A rule is about a file system, not a path: call it
 * where the job's own /proc is mounted. */
bool landlock_grant_proc(int rules);

/* The same for a program's working folder, when that is mounted. */
bool landlock_grant_folder(int rules, const char *dir);

/* Binds the calling process and all it starts. Needs NO_NEW_PRIVS. */
bool landlock_enter(int rules);

#endif
