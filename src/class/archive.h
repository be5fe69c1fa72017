/* Archives that learners hand in, through libarchive: zip and tar, compressed
 * or not. Nothing is unpacked to a disk: entries are read one after another.
 * An archive is hostile until shown otherwise; only names and bytes of regular
 * files come out of here. */
#ifndef CLASS_ARCHIVE_H
#define CLASS_ARCHIVE_H

#include "src/base/file.h"

#include <stdint.h>

enum {
    ARCHIVE_SECONDS_MAX = 20, /* for one archive: 64 MB take less than two */
    ARCHIVE_NAME_MAX = 4096,  /* bytes of an entry's name: PATH_MAX */
};

struct archive_entry_seen {
    const char *path;    /* as the archive has it; not to be trusted */
    const char *problem; /* "a symbolic link", "larger than 256 KB", "its name
                            leads out of the archive"; or NULL */
    struct text text;    /* NULL data where there is a problem */
    int64_t changed;     /* seconds since 1970; 0: not said */
};

typedef bool archive_each(void *ctx, const struct archive_entry_seen *seen,
                          struct err *e);

/* Whether the name ends as one of an archive does: .zip, .tar, .tar.gz, .tgz,
 * .tar.xz, .txz, .tar.bz2, .tbz2. */
bool archive_name(const char *path);

/* Bytes of the name in front of that ending; all of them where there is none.
 */
size_t archive_stem(const char *path);

/* Calls `each` for every entry that is no folder; texts live until it returns.
 * False where the file is no archive, is damaged, holds too much, or `each`
 * returned false (which sets the error). Limits: intake.h. What `each` saw
 * before that is not to be trusted either. */
bool archive_read_all(const char *path, archive_each *each, void *ctx,
                      struct err *e) MUST_USE;

/* The same for a regular file that is open; it stays open and its position does
 * not matter. Errors call it `name`. */
bool archive_read_fd(int fd, const char *name, archive_each *each, void *ctx,
                     struct err *e) MUST_USE;

#endif
