/* Files and folders, with errors that name the path and the reason.
 *
 * Paths are bytes, as the system takes them. Nothing here follows a learner's
 * symbolic link on its own account; see file_read. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "src/base/arena.h"

#include <stddef.h>
#include <sys/types.h>

struct text {
    char *data; /* ends in a NUL that len does not count */
    size_t len;
};

struct names {
    char **name;
    size_t n;
};

/* "a/b"; a alone when b is empty. */
char *file_join(struct arena *a, const char *dir, const char *name);

/* The part after the last '/'. Borrows. */
const char *file_base(const char *path);

bool file_exists(const char *path); /* of any type; follows links */
bool file_is_dir(const char *path);
bool file_is_plain(const char *path); /* a regular file */

/* Reads a regular file of at most `max` bytes. A folder, a device, a FIFO or a
 * larger file is an error; it never blocks. */
bool file_read(struct arena *a, const char *path, size_t max, struct text *out,
               struct err *e) MUST_USE;

/* Replaces `path` at once: a reader sees the old content or the new, and a
 * crash or a full disk leaves the old (a file without a name, fsync, rename).
 */
bool file_write(const char *path, const char *data, size_t len,
                struct err *e) MUST_USE;

/* The same with the n parts one after the other. Not `durable`: after a crash
 * of the machine it may be empty or half. */
bool file_replace(const char *path, const struct text *parts, size_t n,
                  bool durable, struct err *e) MUST_USE;

/* Copies a regular file's bytes and permissions' executable bit. */
bool file_copy(const char *from, const char *to, struct err *e) MUST_USE;

/* Makes the folder and those above it. */
bool file_mkdirs(const char *path, mode_t mode, struct err *e) MUST_USE;

/* Names in a folder, sorted by bytes, without "." and "..". */
bool file_list(struct arena *a, const char *dir, struct names *out,
               struct err *e) MUST_USE;

/* Removes a file or a folder with all it holds; links are removed, not
 * followed. Something that is not there is fine. */
bool file_remove(const char *path, struct err *e) MUST_USE;

#endif
