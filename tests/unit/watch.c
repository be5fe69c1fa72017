/* Every way in which an editor saves is noticed, once, and nothing else is. */
#include "src/ui/watch.h"

#include "src/base/file.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

enum {
    SOON_MS = 900,  /* inotify and the debounce; below the look each second */
    LATE_MS = 4000, /* a look each second */
    NEVER_MS = 400, /* longer than the debounce */
    INSTANCES_MAX = 900,
};

static char dir[] = "/tmp/threadlings-watch-XXXXXX";
static char folder[128], file[160], aside[160];
static struct watch *w;
static struct err e;

static void put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void setup(void)
{
    strcpy(dir + sizeof dir - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(folder, sizeof folder, "%s/work", dir);
    snprintf(file, sizeof file, "%s/x.c", folder);
    snprintf(aside, sizeof aside, "%s/x.c~", folder);
    ck_assert_msg(file_mkdirs(folder, 0777, &e), "%s", e.text);
    put(file, "one\n");
    w = NULL;
}

static void teardown(void)
{
    watch_close(w);
    ck_assert_msg(file_remove(dir, &e), "%s", e.text);
}

static void begin(void)
{
    ck_assert_msg(watch_open(file, &w, &e), "%s", e.text);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits as the REPL does. True when a save was reported in time. */
static bool saved_within(int ms)
{
    int64_t until = now_ms() + ms;

    for (;;) {
        int wait_ms = 0;
        if (watch_saved(w, &wait_ms))
            return true;
        int64_t left = until - now_ms();
        if (left <= 0)
            return false;
        ck_assert_int_gt(wait_ms, 0);
        struct pollfd fd = {.fd = watch_fd(w), .events = POLLIN};
        poll(&fd, 1, wait_ms < left ? wait_ms : (int)left);
    }
}

static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

START_TEST(quiet)
{
    begin();
    ck_assert(!saved_within(NEVER_MS));
}
END_TEST

START_TEST(in_place)
{
    begin();
    put(file, "two!\n");
    ck_assert(saved_within(SOON_MS));
    ck_assert(!saved_within(NEVER_MS));
    put(file, "three\n");
    ck_assert(saved_within(SOON_MS));
}
END_TEST

START_TEST(same_text)
{
    begin();
    pause_ms(20); /* the clock of files has ticks of some milliseconds */
    put(file, "one\n");
    ck_assert_msg(saved_within(SOON_MS), "a save without a change is a save");
}
END_TEST

START_TEST(renamed_over)
{
    begin();
    put(aside, "two\n");
    ck_assert(!saved_within(NEVER_MS));
    ck_assert_int_eq(rename(aside, file), 0);
    ck_assert(saved_within(SOON_MS));
    ck_assert(!saved_within(NEVER_MS));
}
END_TEST

START_TEST(backup_then_new)
{
    begin();
    ck_assert_int_eq(rename(file, aside), 0); /* vim, backupcopy=no */
    put(file, "two\n");
    unlink(aside);
    ck_assert(saved_within(SOON_MS));
}
END_TEST

START_TEST(deleted_and_made_anew)
{
    begin();
    unlink(file);
    ck_assert(!saved_within(NEVER_MS));
    put(file, "two\n");
    ck_assert(saved_within(SOON_MS));
}
END_TEST

START_TEST(truncated_first)
{
    begin();
    int fd = open(file, O_WRONLY | O_TRUNC);
    ck_assert_int_ge(fd, 0);
    ck_assert_msg(!saved_within(NEVER_MS), "nothing is written yet");
    ck_assert_int_eq(write(fd, "two\n", 4), 4);
    close(fd);
    ck_assert(saved_within(SOON_MS));
}
END_TEST

START_TEST(emptied)
{
    begin();
    put(file, "");
    ck_assert_msg(saved_within(LATE_MS), "an empty file is a save, too");
}
END_TEST

START_TEST(many_in_a_row)
{
    begin();
    for (int i = 0; i < 10; i++) {
        put(file, i % 2 ? "odd\n" : "even\n");
        int64_t put_at = now_ms();
        int wait_ms;
        bool reported = watch_saved(w, &wait_ms);
        ck_assert_msg(!reported || now_ms() - put_at > 100, "not quiet yet");
        pause_ms(30);
    }
    ck_assert(saved_within(SOON_MS));
    ck_assert_msg(!saved_within(NEVER_MS), "ten saves are reported once");
}
END_TEST

START_TEST(other_files)
{
    begin();
    char other[160];
    snprintf(other, sizeof other, "%s/xx.c", folder);
    put(other, "other\n");
    put(aside, "backup\n");
    unlink(other);
    ck_assert(!saved_within(NEVER_MS));
}
END_TEST

START_TEST(not_there_yet)
{
    unlink(file);
    begin();
    ck_assert(!saved_within(NEVER_MS));
    put(file, "new\n");
    ck_assert(saved_within(SOON_MS));
}
END_TEST

START_TEST(folder_gone_and_back)
{
    begin();
    ck_assert_msg(file_remove(folder, &e), "%s", e.text);
    ck_assert(!saved_within(NEVER_MS));
    ck_assert_msg(file_mkdirs(folder, 0777, &e), "%s", e.text);
    put(file, "back\n");
    ck_assert(saved_within(LATE_MS));
    put(file, "and again\n");
    ck_assert_msg(saved_within(SOON_MS), "the new folder is watched");
}
END_TEST

START_TEST(folder_moved_away)
{
    begin();
    char moved[160], inside[192];
    snprintf(moved, sizeof moved, "%s/moved", dir);
    snprintf(inside, sizeof inside, "%s/x.c", moved);
    ck_assert_int_eq(rename(folder, moved), 0);
    put(inside, "elsewhere\n");
    ck_assert_msg(!saved_within(NEVER_MS), "that is another file now");
}
END_TEST

START_TEST(folder_made_later)
{
    ck_assert_msg(file_remove(folder, &e), "%s", e.text);
    begin();
    ck_assert(!saved_within(NEVER_MS));
    ck_assert_msg(file_mkdirs(folder, 0777, &e), "%s", e.text);
    put(file, "new\n");
    ck_assert(saved_within(LATE_MS));
}
END_TEST

START_TEST(without_inotify)
{
    static int taken[INSTANCES_MAX];
    int n = 0;

    while (n < INSTANCES_MAX && (taken[n] = inotify_init1(IN_CLOEXEC)) >= 0)
        n++;
    begin();
    int fd = watch_fd(w);
    while (n > 0)
        close(taken[--n]);
    if (fd >= 0)
        return; /* this system gives out more instances than we may hold */
    put(file, "two!\n");
    ck_assert(saved_within(LATE_MS));
    ck_assert(!saved_within(NEVER_MS));
}
END_TEST

START_TEST(at_once)
{
    begin();
    watch_now(w);
    ck_assert(saved_within(SOON_MS));
    ck_assert(!saved_within(NEVER_MS));
}
END_TEST

START_TEST(no_file_name)
{
    ck_assert(!watch_open("", &w, &e));
    ck_assert(!watch_open("/tmp/", &w, &e));
    w = NULL;
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}

Suite *suite(void);

Suite *suite(void)
{
    Suite *s = suite_create("watch");

    add(s, "nothing happens, nothing is reported", quiet);
    add(s, "written in place", in_place);
    add(s, "saved without a change", same_text);
    add(s, "written aside and renamed over", renamed_over);
    add(s, "moved to a backup and written anew", backup_then_new);
    add(s, "deleted and made anew", deleted_and_made_anew);
    add(s, "truncated, and written after a while", truncated_first);
    add(s, "emptied", emptied);
    add(s, "many saves in a row are one", many_in_a_row);
    add(s, "other files of the folder do not matter", other_files);
    add(s, "a file that is not there yet", not_there_yet);
    add(s, "the folder is removed and comes back", folder_gone_and_back);
    add(s, "the folder is moved away", folder_moved_away);
    add(s, "the folder is made later", folder_made_later);
    add(s, "without inotify the file is looked at each second",
        without_inotify);
    add(s, "graded at once when asked to", at_once);
    add(s, "a name that is no file's is refused", no_file_name);
    return s;
}
