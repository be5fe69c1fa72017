/* Scratch folders that killed processes left. */
#include "grader/sandbox.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite(void);

static struct arena *a;
static struct err e;
static const char *top; /* $TMPDIR */

static void setup(void)
{
    char path[] = "/tmp/threadlings-unit.XXXXXX";

    a = arena_new();
    ck_assert_ptr_nonnull(mkdtemp(path));
    ck_assert_int_eq(chmod(path, 0755), 0);
    top = arena_strdup(a, path);
    setenv("TMPDIR", top, 1);
}

static void teardown(void)
{
    ck_assert_msg(file_remove(top, &e), "%s", e.text);
    arena_free(a);
}

static size_t entries(void)
{
    struct names names;

    ck_assert_msg(file_list(a, top, &names, &e), "%s", e.text);
    return names.n;
}

/* A process with a sandbox; `go_on` is a pipe that it sleeps at, or NULL: it
 * dies at once. */
static pid_t owner(const int *go_on)
{
    int told[2];
    char c = 0;

    ck_assert_int_eq(pipe(told), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct sandbox *box;
        bool ok = sandbox_open(&box, &e) &&
                  sandbox_put(box, "file", "text", 4, false, &e) &&
                  write(told[1], &c, 1) == 1;
        if (!ok)
            _exit(1);
        if (go_on == NULL)
            raise(SIGKILL);
        close(go_on[1]);
        ok = read(go_on[0], &c, 1) == 0 &&
             file_exists(file_join(a, sandbox_dir(box), "file"));
        sandbox_close(box);
        _exit(!ok);
    }
    close(told[1]);
    ck_assert_int_eq(read(told[0], &c, 1), 1);
    close(told[0]);
    return pid;
}

START_TEST(what_a_killed_process_left_is_removed)
{
    struct sandbox *box;

    for (int i = 0; i < 3; i++)
        ck_assert_int_gt(waitpid(owner(NULL), NULL, 0), 0);
    ck_assert_uint_ge(entries(), 1);
    ck_assert_msg(sandbox_open(&box, &e), "%s", e.text);
    ck_assert_uint_eq(entries(), 1);
    sandbox_close(box);
    ck_assert_uint_eq(entries(), 0);
}
END_TEST

START_TEST(what_somebody_works_in_is_not)
{
    struct sandbox *box;
    int go_on[2], status;

    ck_assert_int_eq(pipe(go_on), 0);
    pid_t pid = owner(go_on);
    ck_assert_msg(sandbox_open(&box, &e), "%s", e.text);
    ck_assert_uint_eq(entries(), 2);
    sandbox_close(box);
    close(go_on[0]);
    close(go_on[1]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    ck_assert_uint_eq(entries(), 0);
}
END_TEST

START_TEST(what_only_looks_like_one_is_not)
{
    const char *outside = file_join(a, top, "outside");
    struct sandbox *box;

    ck_assert_int_eq(mkdir(outside, 0755), 0);
    ck_assert(file_write(file_join(a, outside, "kept"), "x", 1, &e));
    ck_assert_int_eq(symlink(outside, file_join(a, top, "threadlings.abcdef")),
                     0);
    ck_assert(file_write(file_join(a, top, "threadlings.ghijkl"), "x", 1, &e));
    ck_assert_int_eq(mkdir(file_join(a, top, "threadlings.abc"), 0755), 0);
    ck_assert_msg(sandbox_open(&box, &e), "%s", e.text);
    sandbox_close(box);
    ck_assert_uint_eq(entries(), 4);
    ck_assert(file_exists(file_join(a, outside, "kept")));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("sandbox scratch");
    TCase *t = tcase_create("left");

    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_a_killed_process_left_is_removed);
    tcase_add_test(t, what_somebody_works_in_is_not);
    tcase_add_test(t, what_only_looks_like_one_is_not);
    suite_add_tcase(s, t);
    return s;
}
