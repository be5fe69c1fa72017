/* Archives of learners: what is in them, and what they may not do to us. */
#include "src/class/archive.h"

#include "src/base/buf.h"
#include "src/base/moment.h"
#include "src/class/intake.h"
#include "tests/unit/archive_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite(void);

static struct arena *a;
static char dir[32];
static struct err e;

/* "path=text|path!problem|" of all entries that were seen. */
static struct buf seen_all;
static int64_t changed;
static size_t largest;

static void setup(void)
{
    a = arena_new();
    strcpy(dir, "/tmp/archive-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    seen_all = (struct buf)BUF_INIT;
    largest = 0;
    e.text[0] = '\0';
}

static void teardown(void)
{
    struct err ignored;

    ck_assert(file_remove(dir, &ignored));
    buf_free(&seen_all);
    arena_free(a);
}

static bool see(void *ctx, const struct archive_entry_seen *seen,
                struct err *err)
{
    const char *stop_at = ctx;

    if (stop_at != NULL && strcmp(stop_at, seen->path) == 0)
        return err_set(err, "stopped at %s", stop_at);
    ck_assert((seen->problem != NULL) == (seen->text.data == NULL));
    if (seen->problem != NULL) {
        buf_printf(&seen_all, "%s!%s|", seen->path, seen->problem);
        return true;
    }
    ck_assert_int_eq(seen->text.data[seen->text.len], '\0');
    if (seen->text.len > largest)
        largest = seen->text.len;
    if (seen->text.len < 100)
        buf_printf(&seen_all, "%s=%s|", seen->path, seen->text.data);
    changed = seen->changed;
    return true;
}

static char *in_dir(const char *name)
{
    return file_join(a, dir, name);
}

static bool read_it(const char *path)
{
    buf_reset(&seen_all);
    return archive_read_all(path, see, NULL, &e);
}

static void expect(const char *path, const char *all)
{
    bool ok = read_it(path);

    ck_assert_msg(ok, "%s", e.text);
    ck_assert_str_eq(seen_all.data, all);
}

static void refuse(const char *path, const char *why)
{
    ck_assert(!read_it(path));
    ck_assert_msg(strstr(e.text, why) && strstr(e.text, file_base(path)),
                  "'%s' is not why: %s", why, e.text);
}

START_TEST(names_of_archives)
{
    static const char *const are[] = {
        "a.zip", "x/a.tar",   "a.tar.gz", "a.tgz", "a.tar.xz",
        "a.txz", "a.tar.bz2", "a.tbz2",   "A.ZIP", "a.b.Tar.Gz",
    };
    static const char *const are_not[] = {
        "a.c",     "zip",     ".zip",  "x/.zip", "a.gz",
        "a.zip.c", "a.zip/b", "a.rar", "",
    };

    for (size_t i = 0; i < sizeof are / sizeof *are; i++)
        ck_assert_msg(archive_name(are[i]), "%s", are[i]);
    for (size_t i = 0; i < sizeof are_not / sizeof *are_not; i++)
        ck_assert_msg(!archive_name(are_not[i]), "%s", are_not[i]);
    ck_assert_uint_eq(archive_stem("anna.tar.gz"), 4);
    ck_assert_uint_eq(archive_stem("anna"), 4);
}
END_TEST

START_TEST(every_format)
{
    static const char *const formats[] = {"zip", "tar", "gzip", "bzip2", "xz"};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char *path = in_dir(formats[i]);
        struct making m = making(path, formats[i]);
        make_entry(m, "a", AE_IFDIR, NULL, NULL, 0);
        make_file(m, "a/x.c", "int x;\n");
        make_file(m, "empty.c", "");
        made(m);
        expect(path, "a/x.c=int x;\n|empty.c=|");
        ck_assert_int_eq(changed, MADE);
    }
}
END_TEST

START_TEST(an_empty_archive)
{
    made(making(in_dir("a.zip"), "zip"));
    made(making(in_dir("a.tar"), "tar"));
    expect(in_dir("a.zip"), "");
    expect(in_dir("a.tar"), "");
}
END_TEST

START_TEST(no_archive)
{
    ck_assert(file_write(in_dir("a.zip"), "", 0, &e));
    refuse(in_dir("a.zip"), "is no zip or tar archive");
    ck_assert(file_write(in_dir("b.zip"), "int x;\n", 7, &e));
    refuse(in_dir("b.zip"), "is no zip or tar archive");
    refuse(in_dir("none.zip"), "No such file");
    refuse(dir, "not a regular file");
    ck_assert_int_eq(mkfifo(in_dir("f.zip"), 0600), 0);
    refuse(in_dir("f.zip"), "not a regular file");
}
END_TEST

START_TEST(links_and_devices)
{
    struct making m = making(in_dir("a.tar"), "tar");

    make_file(m, "x.c", "x");
    make_entry(m, "s.c", AE_IFLNK, "/etc/passwd", NULL, 0);
    make_entry(m, "h.c", AE_IFREG, "x.c", NULL, 0);
    make_entry(m, "f.c", AE_IFIFO, NULL, NULL, 0);
    make_entry(m, "c.c", AE_IFCHR, NULL, NULL, 0);
    make_entry(m, "b.c", AE_IFBLK, NULL, NULL, 0);
    made(m);
    expect(in_dir("a.tar"), "x.c=x|s.c!a symbolic link|h.c!a hard link|"
                            "f.c!a FIFO|c.c!a device|b.c!a device|");

    m = making(in_dir("a.zip"), "zip");
    make_entry(m, "s.c", AE_IFLNK, "/etc/passwd", NULL, 0);
    made(m);
    expect(in_dir("a.zip"), "s.c!a symbolic link|");
}
END_TEST

START_TEST(names_that_lead_out)
{
    static const char *const names[] = {
        "/etc/x.c", "../x.c",        "a/../../x.c", "..\\x.c",
        "C:\\x.c",  "\\\\host\\x.c", "a/..",        "c:x.c",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = in_dir("a.tar");
        make_archive(path, "tar", names[i], "x");
        expect(path, arena_printf(a, "%s!its name leads out of the archive|",
                                  names[i]));
    }
    make_archive(in_dir("b.tar"), "tar", "./a..b/...c/@x\n.c", "x");
    expect(in_dir("b.tar"), "./a..b/...c/@x\n.c=x|");
}
END_TEST

START_TEST(names_that_are_no_text)
{
    make_archive(in_dir("a.tar"), "tar", "a\xff\x1b[31m.c", "x");
    ck_assert(read_it(in_dir("a.tar")));
    ck_assert_ptr_nonnull(strstr(seen_all.data, ".c"));

    char *longest = memset(arena_alloc(a, 5001), 'x', 5000);
    make_archive(in_dir("b.tar"), "tar", longest, "x");
    ck_assert(read_it(in_dir("b.tar")));
    ck_assert_ptr_nonnull(strstr(seen_all.data, "!its name is too long|"));
}
END_TEST

START_TEST(the_largest_file)
{
    static const char *const formats[] = {"zip", "gzip"};

    for (size_t i = 0; i < 2; i++) {
        struct making m = making(in_dir(formats[i]), formats[i]);
        make_entry(m, "fits.c", AE_IFREG, NULL, "x", INTAKE_FILE_MAX);
        make_entry(m, "more.c", AE_IFREG, NULL, "x", INTAKE_FILE_MAX + 1);
        make_entry(m, "most.c", AE_IFREG, NULL, "x", 40 * INTAKE_FILE_MAX);
        make_file(m, "last.c", "x");
        made(m);
        largest = 0;
        expect(in_dir(formats[i]),
               "more.c!larger than 256 KB|most.c!larger than 256 KB|last.c=x|");
        ck_assert_uint_eq(largest, INTAKE_FILE_MAX);
    }
}
END_TEST

/* 300 MB of zeros. */
START_TEST(a_bomb)
{
    static const char *const formats[] = {"zip", "gzip"};

    for (size_t i = 0; i < 2; i++) {
        struct making m = making(in_dir(formats[i]), formats[i]);
        make_entry(m, "x.c", AE_IFREG, NULL, NULL, 300 << 20);
        made(m);
        double began = moment_s();
        refuse(in_dir(formats[i]), "unpacks to more than 64 MB");
        ck_assert_double_lt(moment_s() - began, 10);
    }
}
END_TEST

START_TEST(many_small_bombs)
{
    struct making m = making(in_dir("a.zip"), "zip");

    for (int i = 0; i < 300; i++)
        make_entry(m, arena_printf(a, "%d.c", i), AE_IFREG, NULL, NULL,
                   INTAKE_FILE_MAX);
    made(m);
    refuse(in_dir("a.zip"), "unpacks to more than 64 MB");
}
END_TEST

/* A hole of a terabyte takes no room in the archive. */
START_TEST(a_file_with_a_hole)
{
    struct making m = making(in_dir("a.tar"), "tar");
    struct archive_entry *entry = archive_entry_new();
    const la_int64_t size = (la_int64_t)1 << 40;

    archive_entry_set_pathname(entry, "x.c");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, size);
    archive_entry_sparse_add_entry(entry, size - 1, 1);
    ck_assert_int_eq(archive_write_header(m.archive, entry), 0);
    archive_write_data_block(m.archive, "x", 1, size - 1);
    archive_entry_free(entry);
    archive_write_close(m.archive);
    archive_write_free(m.archive);
    refuse(in_dir("a.tar"), "a.tar");
}
END_TEST

START_TEST(more_entries_than_allowed)
{
    struct making m = making(in_dir("a.zip"), "zip");

    for (int i = 0; i < INTAKE_ENTRIES_MAX; i++)
        make_file(m, arena_printf(a, "%d/x.c", i), "x");
    made(m);
    ck_assert_msg(read_it(in_dir("a.zip")), "%s", e.text);

    m = making(in_dir("b.tar"), "gzip");
    for (int i = 0; i <= INTAKE_ENTRIES_MAX; i++)
        make_entry(m, arena_printf(a, "%d", i), AE_IFDIR, NULL, NULL, 0);
    made(m);
    refuse(in_dir("b.tar"), "more than 10000 entries");
}
END_TEST

START_TEST(a_file_that_is_too_large)
{
    int fd = open(in_dir("a.zip"), O_WRONLY | O_CREAT, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, INTAKE_ARCHIVE_MAX + 1), 0);
    close(fd);
    refuse(in_dir("a.zip"), "is larger than 64 MB");
}
END_TEST

START_TEST(packed_more_than_once)
{
    make_archive(in_dir("a.tar.gz"), "gzip gzip", "x.c", "x");
    refuse(in_dir("a.tar.gz"), "packed more than once");
}
END_TEST

START_TEST(encrypted)
{
    struct making m = making(in_dir("a.zip"), "encrypted");

    make_file(m, "x.c", "int x;\n");
    made(m);
    expect(in_dir("a.zip"),
           "x.c!encrypted: it cannot be read without its password|");
}
END_TEST

START_TEST(an_archive_inside)
{
    struct text inner;

    make_archive(in_dir("inner.zip"), "zip", "x.c", "x");
    ck_assert(file_read(a, in_dir("inner.zip"), 1 << 20, &inner, &e));
    struct making m = making(in_dir("a.tar"), "tar");
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, "inner.zip");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, (la_int64_t)inner.len);
    ck_assert_int_eq(archive_write_header(m.archive, entry), 0);
    archive_write_data(m.archive, inner.data, inner.len);
    archive_entry_free(entry);
    made(m);
    /* It is a file like any other. */
    ck_assert(read_it(in_dir("a.tar")));
    ck_assert_uint_eq(largest, inner.len);
}
END_TEST

START_TEST(the_same_name_twice)
{
    struct making m = making(in_dir("a.tar"), "tar");

    make_file(m, "x.c", "1");
    make_file(m, "x.c", "2");
    made(m);
    expect(in_dir("a.tar"), "x.c=1|x.c=2|");
}
END_TEST

/* However it is cut, it is damaged or short by whole entries: never anything
 * but what was put in. */
static void cut_everywhere(const char *format, bool whole_only)
{
    struct text whole;
    struct making m = making(in_dir("whole"), format);
    int refused = 0;

    make_file(m, "1.c", "first");
    make_file(m, "2.c", "second");
    made(m);
    ck_assert(file_read(a, in_dir("whole"), 1 << 20, &whole, &e));
    size_t step = whole.len > 400 ? 97 : 1;
    for (size_t len = 0; len < whole.len; len += step) {
        ck_assert(file_write(in_dir("cut"), whole.data, len, &e));
        bool ok = read_it(in_dir("cut"));
        refused += !ok;
        ck_assert(!ok || !whole_only);
        const char *all = "1.c=first|2.c=second|";
        ck_assert_msg(strncmp(all, seen_all.data, seen_all.len) == 0, "%zu: %s",
                      len, seen_all.data);
    }
    ck_assert_int_gt(refused, 0);
}

START_TEST(truncated)
{
    cut_everywhere("zip", true);
    cut_everywhere("gzip", true);
    cut_everywhere("xz", true);
    cut_everywhere("bzip2", true);
    cut_everywhere("tar", false);
}
END_TEST

/* Each byte changed: a wrong text is never taken for a right one, and nothing
 * is read where nothing is (MODE=asan). */
static void change_everywhere(const char *format, bool checked)
{
    struct text whole;

    make_archive(in_dir("whole"), format, "1.c", "the text of the first file");
    ck_assert(file_read(a, in_dir("whole"), 1 << 20, &whole, &e));
    for (size_t i = 0; i < whole.len; i++) {
        static const char masks[] = {1, (char)0x80, (char)0xff};
        char old = whole.data[i];
        whole.data[i] ^= masks[i % sizeof masks];
        int fd = open(in_dir("changed"), O_RDWR | O_CREAT | O_TRUNC, 0600);
        ck_assert_int_eq(write(fd, whole.data, whole.len), whole.len);
        buf_reset(&seen_all);
        bool ok = archive_read_fd(fd, "changed", see, NULL, &e);
        close(fd);
        whole.data[i] = old;
        const char *equals = strchr(seen_all.data, '=');
        if (ok && checked && equals != NULL)
            ck_assert_msg(strcmp(equals, "=the text of the first file|") == 0 ||
                              strcmp(equals, "=|") == 0,
                          "byte %zu: %s", i, seen_all.data);
    }
}

START_TEST(damaged)
{
    change_everywhere("zip", true);
    /* libarchive leaves a gzip's checksum alone. */
    change_everywhere("gzip", false);
    change_everywhere("xz", true);
    change_everywhere("bzip2", true);
}
END_TEST

START_TEST(the_caller_stops_it)
{
    struct making m = making(in_dir("a.tar"), "tar");
    char stop[] = "2.c";

    make_file(m, "1.c", "1");
    make_file(m, "2.c", "2");
    make_file(m, "3.c", "3");
    made(m);
    ck_assert(!archive_read_all(in_dir("a.tar"), see, stop, &e));
    ck_assert_str_eq(e.text, "stopped at 2.c");
    ck_assert_str_eq(seen_all.data, "1.c=1|");
}
END_TEST

START_TEST(nothing_is_left_open)
{
    int before = dup(0), after;

    close(before);
    make_archive(in_dir("a.zip"), "zip", "x.c", "x");
    for (int i = 0; i < 3; i++) {
        expect(in_dir("a.zip"), "x.c=x|");
        refuse(in_dir("none"), "none");
    }
    after = dup(0);
    close(after);
    ck_assert_int_eq(before, after);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_set_timeout(c, 60);
    tcase_add_test(c, test);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("archive");

#define ADD(test) add(s, #test, test)
    ADD(names_of_archives);
    ADD(every_format);
    ADD(an_empty_archive);
    ADD(no_archive);
    ADD(links_and_devices);
    ADD(names_that_lead_out);
    ADD(names_that_are_no_text);
    ADD(the_largest_file);
    ADD(a_bomb);
    ADD(many_small_bombs);
    ADD(a_file_with_a_hole);
    ADD(more_entries_than_allowed);
    ADD(a_file_that_is_too_large);
    ADD(packed_more_than_once);
    ADD(encrypted);
    ADD(an_archive_inside);
    ADD(the_same_name_twice);
    ADD(truncated);
    ADD(damaged);
    ADD(the_caller_stops_it);
    ADD(nothing_is_left_open);
    return s;
}
