/* Archives, entry by entry.
 *
 * Whoever made the archive chose every number in it, so none is believed.
 * A file's entry is never skipped but read to its end, which makes each byte
 * one that is counted:
 *
 *  1. The file itself has at most INTAKE_ARCHIVE_MAX bytes, and it is packed
 *     once: no stream inside of a stream multiplies what it unpacks to.
 *  2. Names and bytes of all entries together, holes included, come to at most
 *     INTAKE_ARCHIVE_MAX. Only then is the next piece read.
 *  3. What libarchive passes over itself (headers, padding, entries that are no
 *     files) is limited in fed(), which it calls for every piece of input; so
 *     is the time.
 *
 * Only a zip with its directory at the end is one: a zip that is read from its
 * front would show entries that no other program sees. */
#include "src/class/archive.h"

#include "src/base/moment.h"
#include "src/class/intake.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    INPUT_PIECE = 512,   /* bytes: a piece of bzip2 becomes 300 MB at most,
                            which bounds the time between two looks */
    HEADER_SHARE = 4096, /* bytes for an entry's headers and padding: a tar of
                            honest entries needs 1,536 */
};

/* What one piece of input, or one entry's data, is read into. */
struct reading {
    int fd;
    off_t at, size; /* of the packed file */
    struct archive *archive;
    size_t entries;
    size_t bytes; /* of names and data, unpacked */
    double began;
    bool too_much, too_slow;
    char input[INPUT_PIECE];
    char data[INTAKE_FILE_MAX + 1]; /* one entry's bytes, and a NUL */
};

static const char *const endings[] = {
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2",
};

size_t archive_stem(const char *path)
{
    size_t len = strlen(path), name = strlen(file_base(path));

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t end = strlen(endings[i]);
        if (name > end && strcasecmp(path + len - end, endings[i]) == 0)
            return len - end;
    }
    return len;
}

bool archive_name(const char *path)
{
    return archive_stem(path) < strlen(path);
}

static bool within_time(struct reading *r)
{
    r->too_slow |= moment_s() - r->began > ARCHIVE_SECONDS_MAX;
    return !r->too_slow;
}

/* Invariant 2. */
static bool count(struct reading *r, size_t bytes)
{
    r->bytes += bytes;
    r->too_much |= r->bytes > INTAKE_ARCHIVE_MAX;
    return !r->too_much && within_time(r);
}

/* Invariant 3: libarchive wants the next piece of the file. */
static la_ssize_t fed(struct archive *archive, void *ctx, const void **data)
{
    const int64_t most =
        INTAKE_ARCHIVE_MAX + (int64_t)INTAKE_ENTRIES_MAX * HEADER_SHARE;
    struct reading *r = ctx;
    ssize_t n;

    r->too_much |= archive_filter_bytes(archive, 0) > most;
    if (r->too_much || !within_time(r)) {
        archive_set_error(archive, E2BIG, "over the limits");
        return ARCHIVE_FATAL;
    }
    do
        n = pread(r->fd, r->input, sizeof r->input, r->at);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        archive_set_error(archive, errno, "cannot be read");
        return ARCHIVE_FATAL;
    }
    r->at += n;
    *data = r->input;
    return n;
}

static la_int64_t sought(struct archive *archive, void *ctx, la_int64_t offset,
                         int whence)
{
    struct reading *r = ctx;
    int64_t from = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? r->at
                                        : r->size;
    int64_t to;

    if (__builtin_add_overflow(from, offset, &to) || to < 0 || to > r->size) {
        archive_set_error(archive, EINVAL, "leads out of the file");
        return ARCHIVE_FATAL;
    }
    return r->at = to;
}

/* Either separator: the archive may come from Windows. */
static bool leads_out(const char *path)
{
    if (*path == '/' || *path == '\\' || (*path != '\0' && path[1] == ':'))
        return true;
    for (const char *part = path;;) {
        size_t len = strcspn(part, "/\\");
        if (len == 2 && strncmp(part, "..", 2) == 0)
            return true;
        if (part[len] == '\0')
            return false;
        part += len + 1;
    }
}

static const char *problem_of_type(unsigned type)
{
    switch (type) {
    case AE_IFREG:
        return NULL;
    case AE_IFLNK:
        return "a symbolic link";
    case AE_IFIFO:
        return "a FIFO";
    case AE_IFSOCK:
        return "a socket";
    case AE_IFCHR:
    case AE_IFBLK:
        return "a device";
    default:
        return "no regular file";
    }
}

static const char *problem_of(struct archive_entry *entry, const char *path)
{
    const char *problem = problem_of_type(archive_entry_filetype(entry));

    if (strlen(path) > ARCHIVE_NAME_MAX)
        return "its name is too long";
    if (leads_out(path))
        return "its name leads out of the archive";
    if (archive_entry_hardlink(entry) != NULL)
        return "a hard link";
    if (problem == NULL && archive_entry_is_encrypted(entry))
        return "encrypted: it cannot be read without its password";
    return problem;
}

/* Unpacks the entry's data to its end, and keeps it where it is not too large.
 * False: no more can be read from this archive. */
static bool unpack(struct reading *r, struct archive_entry_seen *seen)
{
    size_t len = 0;

    for (;;) {
        /* What does not fit is read over the front, and counted. */
        bool fits = len < sizeof r->data;
        char *to = fits ? r->data + len : r->data;
        size_t room = sizeof r->data - (fits ? len : 0);
        la_ssize_t n = archive_read_data(r->archive, to, room);
        if (n == 0)
            break;
        if (n == ARCHIVE_FATAL || n == ARCHIVE_RETRY)
            return false;
        if (n < 0) {
            seen->problem = n == ARCHIVE_WARN
                                ? "damaged"
                                : "packed in a way that is not known here";
            return true;
        }
        if (!count(r, (size_t)n))
            return false;
        len += (size_t)n;
    }
    if (len > INTAKE_FILE_MAX) {
        seen->problem = "larger than 256 KB";
        return true;
    }
    r->data[len] = '\0';
    seen->text = (struct text){r->data, len};
    return true;
}

static const char *path_of(struct archive_entry *entry)
{
    const char *path = archive_entry_pathname(entry);

    if (path == NULL)
        path = archive_entry_pathname_utf8(entry);
    return path != NULL ? path : "";
}

static bool is_folder(struct archive_entry *entry, const char *path)
{
    size_t len = strlen(path);

    return archive_entry_filetype(entry) == AE_IFDIR ||
           (len > 0 && (path[len - 1] == '/' || path[len - 1] == '\\'));
}

/* Why libarchive, or one of our limits, ended it. */
static bool set_why(const struct reading *r, const char *name, struct err *e)
{
    if (r->too_slow)
        return err_set(e, "%s takes longer than %d seconds to unpack", name,
                       ARCHIVE_SECONDS_MAX);
    if (r->too_much)
        return err_set(e, "%s unpacks to more than %d MB", name,
                       INTAKE_ARCHIVE_MAX >> 20);
    return err_set(e, "%s is damaged: it cannot be unpacked to its end", name);
}

static bool read_entry(struct reading *r, struct archive_entry *entry,
                       const char *name, archive_each *each, void *ctx,
                       struct err *e)
{
    struct archive_entry_seen seen = {.path = path_of(entry)};

    if (r->entries++ >= INTAKE_ENTRIES_MAX)
        return err_set(e, "%s has more than %d entries", name,
                       INTAKE_ENTRIES_MAX);
    if (!count(r, strlen(seen.path)))
        return set_why(r, name, e);
    if (is_folder(entry, seen.path))
        return true;
    if (archive_entry_mtime_is_set(entry))
        seen.changed = archive_entry_mtime(entry);
    seen.problem = problem_of(entry, seen.path);
    if (seen.problem == NULL && !unpack(r, &seen))
        return set_why(r, name, e);
    return each(ctx, &seen, e);
}

static bool read_entries(struct reading *r, const char *name,
                         archive_each *each, void *ctx, struct err *e)
{
    struct archive_entry *entry;
    int got;

    while ((got = archive_read_next_header(r->archive, &entry)) != ARCHIVE_EOF)
        if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
            return set_why(r, name, e);
        else if (!read_entry(r, entry, name, each, ctx, e))
            return false;
    return true;
}

/* One without entries is nothing but the end of its directory; libarchive does
 * not take that for a zip. */
static bool is_empty_zip(const struct reading *r)
{
    enum { END_SIZE = 22 }; /* bytes of the record that ends a zip */
    char end[4];

    return r->size == END_SIZE && pread(r->fd, end, sizeof end, 0) == 4 &&
           memcmp(end, "PK\5\6", sizeof end) == 0;
}

static bool open_archive(struct reading *r, const char *name, struct err *e)
{
    struct archive *a = r->archive;
    struct stat st;

    if (fstat(r->fd, &st) != 0)
        return err_set(e, "cannot look at %s: %s", name, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return err_set(e, "%s is not a regular file", name);
    if (st.st_size > INTAKE_ARCHIVE_MAX)
        return err_set(e, "%s is larger than %d MB", name,
                       INTAKE_ARCHIVE_MAX >> 20);
    r->size = st.st_size;
    archive_read_support_format_zip_seekable(a);
    archive_read_support_format_tar(a);
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_set_read_callback(a, fed);
    archive_read_set_seek_callback(a, sought);
    archive_read_set_callback_data(a, r);
    if (is_empty_zip(r))
        return true;
    if (archive_read_open1(a) != ARCHIVE_OK)
        return err_set(e, "%s is no zip or tar archive, or it is damaged",
                       name);
    if (archive_filter_count(a) > 2) /* one, and the file itself */
        return err_set(e, "%s is packed more than once", name);
    return true;
}

bool archive_read_fd(int fd, const char *name, archive_each *each, void *ctx,
                     struct err *e)
{
    struct arena *scratch = arena_new();
    struct reading *r = ARENA_NEW(scratch, struct reading);
    bool ok = false;

    r->fd = fd;
    r->began = moment_s();
    r->archive = archive_read_new();
    if (r->archive == NULL)
        err_set(e, "cannot read %s: out of memory", name);
    else
        ok = open_archive(r, name, e) &&
             (is_empty_zip(r) || read_entries(r, name, each, ctx, e));
    archive_read_free(r->archive);
    arena_free(scratch);
    return ok;
}

bool archive_read_all(const char *path, archive_each *each, void *ctx,
                      struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return err_set(e, "cannot open %s: %s", path, strerror(errno));
    bool ok = archive_read_fd(fd, path, each, ctx, e);
    close(fd);
    return ok;
}
