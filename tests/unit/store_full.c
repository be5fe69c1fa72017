/* Progress where nothing can be written. */
#include "tests/unit/store_test.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- Nowhere to write ---- */

START_TEST(a_path_below_a_file)
{
    OK(file_write(file_join(a, dir, "file"), "", 0, &e));
    struct store *s = open_at(file_join(a, dir, "file/state"));
    ck_assert_ptr_nonnull(notice);
    ck_assert_ptr_nonnull(strstr(notice, "will not be kept"));
    add_reviews(s, 0, 3);
    ck_assert_uint_eq(count_reviews(s), 3);
    store_close(s);
    store_close(open_at("/proc/threadlings"));
    ck_assert_ptr_nonnull(notice);
}
END_TEST

/* What is known is still shown; root can write everywhere, so that it gets a
 * mount, see below. */
static void expect_a_copy(void)
{
    struct text before = db_bytes();
    struct store *s = open_at(dir);

    ck_assert_ptr_nonnull(notice);
    ck_assert_ptr_nonnull(strstr(notice, "will not be kept"));
    ck_assert_uint_eq(count_reviews(s), 50);
    add_reviews(s, 0, 1);
    ck_assert_uint_eq(count_reviews(s), 51);
    store_close(s);
    ck_assert_mem_eq(db_bytes().data, before.data, before.len);
}

START_TEST(a_read_only_folder)
{
    fill();
    if (geteuid() == 0) {
        puts("# skipped as root, who may write to a read-only folder");
        return;
    }
    ck_assert_int_eq(chmod(dir, 0500), 0);
    expect_a_copy();
    ck_assert_int_eq(chmod(db_path(), 0400), 0);
    expect_a_copy();
    ck_assert_int_eq(unlink(db_path()), -1);
    ck_assert_int_eq(chmod(dir, 0700), 0);
    ck_assert_int_eq(unlink(db_path()), 0);
    ck_assert_int_eq(chmod(dir, 0500), 0);
    store_close(open_at(dir));
    ck_assert_ptr_nonnull(notice);
    ck_assert_int_eq(chmod(dir, 0700), 0);
}
END_TEST

/* The message, nothing lost, and all well again when there is room. */
static void expect_full(struct store *s, const char *typed)
{
    size_t before = count_reviews(s);
    struct review_entry entry = {typed, 0, 3};

    ck_assert(!store_review_add(s, &entry, &e));
    ck_assert_str_eq(e.text, "the disk is full; this review was not saved");
    ck_assert(!store_answer(s, "lesson", "step", typed, 1, &e));
    ck_assert_str_eq(e.text, "the disk is full; this answer was not saved");
    ck_assert_uint_eq(count_reviews(s), before);
}

static char *long_text(void)
{
    enum { LEN = 200000 };
    char *text = arena_alloc(a, LEN + 1);

    memset(text, 'x', LEN);
    return text;
}

/* A limit on the size of a file gives an ordinary user the same errors. */
START_TEST(a_full_disk_later)
{
    struct rlimit limit, low;

    fill();
    struct store *s = open_quietly();
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    low = limit;
    low.rlim_cur = db_bytes().len;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &low), 0);
    expect_full(s, long_text());
    low.rlim_cur = 0; /* not even a journal */
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &low), 0);
    expect_full(s, "short");
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    add_reviews(s, 50, 60);
    store_close(s);
    s = open_quietly();
    ck_assert_uint_eq(count_reviews(s), 60);
    store_close(s);
    check_integrity();
}
END_TEST

START_TEST(a_full_disk_at_the_start)
{
    struct rlimit limit, low;

    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    low = limit;
    low.rlim_cur = 0;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &low), 0);
    struct store *s = open_at(dir);
    ck_assert_ptr_nonnull(notice);
    ck_assert_ptr_nonnull(strstr(notice, "the disk is full"));
    add_reviews(s, 0, 1);
    store_close(s);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    store_close(open_quietly());
}
END_TEST

/* Mounts a small file system on the folder, for this process only. */
static bool mounted(void)
{
    if (unshare(CLONE_NEWNS) == 0 &&
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
        mount("tmpfs", dir, "tmpfs", 0, "size=256k") == 0)
        return true;
    puts("# skipped: file systems cannot be mounted here");
    return false;
}

START_TEST(a_full_file_system)
{
    if (!mounted())
        return;
    char *ballast = file_join(a, dir, "ballast"), *text = long_text();
    fill();
    struct store *s = open_quietly();
    int fd = open(ballast, O_WRONLY | O_CREAT, 0600);
    while (write(fd, text, 1024) > 0)
        continue;
    close(fd);
    expect_full(s, "short");
    ck_assert_int_eq(unlink(ballast), 0);
    add_reviews(s, 50, 60);
    store_close(s);
    s = open_quietly();
    ck_assert_uint_eq(count_reviews(s), 60);
    store_close(s);
    check_integrity();
}
END_TEST

START_TEST(a_read_only_file_system)
{
    if (!mounted())
        return;
    fill();
    ck_assert_int_eq(mount("tmpfs", dir, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL),
                     0);
    expect_a_copy();
}
END_TEST

START_TEST(removed_while_open)
{
    struct store *s = open_quietly();
    struct review_entry entry = {"lesson/step", 0, 3};

    add_reviews(s, 0, 1);
    ck_assert_int_eq(unlink(db_path()), 0);
    ck_assert(!store_review_add(s, &entry, &e));
    ck_assert_str_eq(e.text, "progress.db was moved, or may not be written any "
                             "more; this review was not saved");
    store_close(s);
}
END_TEST

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("store_full");

    add(s, "a path below a file", a_path_below_a_file);
    add(s, "a read-only folder", a_read_only_folder);
    add(s, "a read-only file system", a_read_only_file_system);
    add(s, "a full disk at the start", a_full_disk_at_the_start);
    add(s, "a full disk later", a_full_disk_later);
    add(s, "a full file system", a_full_file_system);
    add(s, "removed while it is open", removed_while_open);
    return s;
}
