/* Replacing files: whole or not at all, and nothing beside them. */
#include "src/base/file.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

Suite *suite(void);

static struct arena *a;
static struct err e;
static const char *top, *path;

static void setup(void)
{
    char made[] = "/tmp/threadlings-unit.XXXXXX";

    a = arena_new();
    ck_assert_ptr_nonnull(mkdtemp(made));
    top = arena_strdup(a, made);
    path = file_join(a, top, "file");
}

static void teardown(void)
{
    ck_assert_msg(file_remove(top, &e), "%s", e.text);
    arena_free(a);
}

static const char *content(void)
{
    struct text text;

    ck_assert_msg(file_read(a, path, 1 << 20, &text, &e), "%s", e.text);
    return text.data;
}

static size_t entries(void)
{
    struct names names;

    ck_assert_msg(file_list(a, top, &names, &e), "%s", e.text);
    return names.n;
}

START_TEST(parts_follow_one_another)
{
    const struct text parts[] = {{"one ", 4}, {"", 0}, {"two", 3}};

    ck_assert_msg(file_replace(path, parts, 3, true, &e), "%s", e.text);
    ck_assert_str_eq(content(), "one two");
    ck_assert_msg(file_replace(path, parts, 1, false, &e), "%s", e.text);
    ck_assert_str_eq(content(), "one ");
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(permissions_stay)
{
    struct stat st;

    ck_assert(file_write(path, "x", 1, &e));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0644);
    ck_assert_int_eq(chmod(path, 0750), 0);
    ck_assert(file_write(path, "y", 1, &e));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0750);
}
END_TEST

START_TEST(where_it_cannot_be_nothing_is_left)
{
    ck_assert(!file_write(file_join(a, top, "none/file"), "x", 1, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "none/file: No such file"));
    ck_assert_int_eq(mkdir(path, 0755), 0);
    ck_assert(!file_write(path, "x", 1, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "Is a directory"));
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

/* The process may be killed between two system calls, which leaves a name; the
 * next one who writes takes it away. */
START_TEST(who_is_killed_while_writing_leaves_nothing)
{
    enum { LARGE = 1 << 19 };
    char *text = arena_alloc(a, LARGE);

    memset(text, 'a', LARGE);
    ck_assert(file_write(path, text, LARGE, &e));
    for (int i = 0; i < 40; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            for (char c = 'b';; c = c == 'z' ? 'b' : c + 1) {
                memset(text, c, LARGE);
                if (!file_write(path, text, LARGE, &e))
                    _exit(1);
            }
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000 + 270000 * i}, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        ck_assert_uint_eq(strspn(content(), (char[]){*content(), '\0'}), LARGE);
        ck_assert_uint_le(entries(), 2);
    }
    ck_assert_msg(file_write(path, "x", 1, &e), "%s", e.text);
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(several_replace_one_at_once)
{
    enum { WRITERS = 6, TIMES = 60 };
    int status;

    for (int i = 0; i < WRITERS; i++) {
        if (fork() == 0) {
            bool ok = true;
            for (int k = 0; ok && k < TIMES; k++)
                ok = file_replace(path,
                                  &(struct text){(char[]){(char)('a' + i)}, 1},
                                  1, false, &e);
            _exit(!ok);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        wait(&status);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_uint_eq(strlen(content()), 1);
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("file");
    TCase *t = tcase_create("replace");

    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, parts_follow_one_another);
    tcase_add_test(t, permissions_stay);
    tcase_add_test(t, where_it_cannot_be_nothing_is_left);
    tcase_add_test(t, who_is_killed_while_writing_leaves_nothing);
    tcase_add_test(t, several_replace_one_at_once);
    suite_add_tcase(s, t);
    return s;
}
