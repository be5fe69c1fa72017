/* Makes archives, honest and hostile ones, for tests that include it. */
#ifndef ARCHIVE_TEST_H
#define ARCHIVE_TEST_H

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <stdbool.h>
#include <string.h>

struct making {
    struct archive *archive;
};

static const time_t MADE = 1700000000; /* when all entries were changed */

/* `format` is "zip", "encrypted", "tar", or a filter: "gzip", "bzip2", "xz",
 * "gzip gzip". */
static inline struct making making(const char *path, const char *format)
{
    struct making m = {archive_write_new()};
    bool zip = strcmp(format, "zip") == 0, locked = *format == 'e';

    if (zip || locked)
        archive_write_set_format_zip(m.archive);
    else
        archive_write_set_format_pax_restricted(m.archive);
    if (locked) {
        ck_assert_int_eq(
            archive_write_set_options(m.archive, "zip:encryption=zipcrypt"), 0);
        archive_write_set_passphrase(m.archive, "secret");
    }
    if (strncmp(format, "gzip", 4) == 0)
        archive_write_add_filter_gzip(m.archive);
    if (strcmp(format, "gzip gzip") == 0)
        archive_write_add_filter_gzip(m.archive);
    if (strcmp(format, "bzip2") == 0)
        archive_write_add_filter_bzip2(m.archive);
    if (strcmp(format, "xz") == 0)
        archive_write_add_filter_xz(m.archive);
    ck_assert_int_eq(archive_write_open_filename(m.archive, path), 0);
    return m;
}

/* An entry of `len` bytes: of `text` as long as there are any, then zeros. */
static inline void make_entry(struct making m, const char *path, unsigned type,
                              const char *link, const char *text, size_t len)
{
    static const char zeros[1 << 16];
    struct archive_entry *entry = archive_entry_new();
    size_t head = text ? strlen(text) : 0;

    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, MADE, 0);
    archive_entry_set_size(entry, (la_int64_t)len);
    if (link != NULL && type == AE_IFLNK)
        archive_entry_set_symlink(entry, link);
    else if (link != NULL)
        archive_entry_set_hardlink(entry, link);
    ck_assert_int_ge(archive_write_header(m.archive, entry), ARCHIVE_WARN);
    if (len > 0)
        ck_assert_int_eq(archive_write_data(m.archive, text, head), head);
    for (size_t left = len - head; left > 0;) {
        size_t n = left < sizeof zeros ? left : sizeof zeros;
        ck_assert_int_eq(archive_write_data(m.archive, zeros, n), n);
        left -= n;
    }
    archive_entry_free(entry);
}

static inline void make_file(struct making m, const char *path,
                             const char *text)
{
    make_entry(m, path, AE_IFREG, NULL, text, strlen(text));
}

static inline void made(struct making m)
{
    ck_assert_int_eq(archive_write_close(m.archive), 0);
    archive_write_free(m.archive);
}

/* One that holds one file. */
static inline void make_archive(const char *path, const char *format,
                                const char *name, const char *text)
{
    struct making m = making(path, format);

    make_file(m, name, text);
    made(m);
}

#endif
