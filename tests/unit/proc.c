/* Programs run and waited for; the foreground ones on a pseudo-terminal. */
#include "src/base/proc.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static struct err e;

static char *const *shell(const char *script)
{
    static char *argv[4] = {"sh", "-c"};

    argv[2] = (char *)script;
    return argv;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- proc_find ---- */

START_TEST(finds_a_program_on_the_path)
{
    struct arena *a = arena_new();

    setenv("PATH", "relative::/nowhere:/bin:/usr/bin", 1);
    char *sh = proc_find(a, "sh");
    ck_assert_ptr_nonnull(sh);
    ck_assert_str_eq(sh, "/bin/sh");
    ck_assert_ptr_null(proc_find(a, "no-such-program-here"));
    ck_assert_ptr_null(proc_find(a, ""));
    arena_free(a);
}
END_TEST

START_TEST(finds_only_what_can_be_run)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(proc_find(a, "/bin/sh"), "/bin/sh");
    ck_assert_ptr_null(proc_find(a, "/etc/passwd"));
    ck_assert_ptr_null(proc_find(a, "/bin"));
    setenv("PATH", "/", 1);
    ck_assert_ptr_null(proc_find(a, "etc"));
    unsetenv("PATH");
    ck_assert_ptr_nonnull(proc_find(a, "sh"));
    setenv("PATH", "", 1);
    ck_assert_ptr_null(proc_find(a, "sh"));
    arena_free(a);
}
END_TEST

/* ---- proc_capture ---- */

START_TEST(captures_both_streams_and_the_status)
{
    struct buf out = BUF_INIT;
    int status = -1;

    ck_assert_msg(proc_capture(shell("echo one; echo two >&2; exit 7"), 1000,
                               5000, &out, &status, &e),
                  "%s", e.text);
    ck_assert_str_eq(out.data, "one\ntwo\n");
    ck_assert_int_eq(status, 7);
    ck_assert(
        proc_capture(shell("kill -TERM $$"), 1000, 5000, &out, &status, &e));
    ck_assert_int_eq(status, 128 + SIGTERM);
    ck_assert_str_eq(out.data, "");
    buf_free(&out);
}
END_TEST

START_TEST(stdin_is_empty)
{
    struct buf out = BUF_INIT;
    int status = -1;

    ck_assert(
        proc_capture(shell("cat; echo end"), 1000, 5000, &out, &status, &e));
    ck_assert_str_eq(out.data, "end\n");
    buf_free(&out);
}
END_TEST

START_TEST(output_is_capped)
{
    struct buf out = BUF_INIT;
    int status = -1;

    ck_assert(proc_capture(shell("head -c 300000 /dev/zero | tr '\\0' x; "
                                 "exit 3"),
                           1000, 5000, &out, &status, &e));
    ck_assert_uint_eq(out.len, 1000);
    ck_assert_int_eq(status, 3);
    buf_free(&out);
}
END_TEST

START_TEST(large_output_is_whole)
{
    struct buf out = BUF_INIT;
    int status = -1;

    ck_assert(proc_capture(shell("head -c 300000 /dev/zero | tr '\\0' x"),
                           1 << 20, 5000, &out, &status, &e));
    ck_assert_uint_eq(out.len, 300000);
    ck_assert_uint_eq(strspn(out.data, "x"), 300000);
    buf_free(&out);
}
END_TEST

/* The child's child must be gone, too: it holds the write end of a pipe. */
START_TEST(giving_up_ends_the_whole_group)
{
    struct buf out = BUF_INIT;
    int status = -1, held[2];
    char byte;
    double begin = now();

    ck_assert_int_eq(pipe(held), 0);
    ck_assert(!proc_capture(shell("sleep 60 & echo hello; wait"), 1000, 200,
                            &out, &status, &e));
    close(held[1]);
    ck_assert_msg(strstr(e.text, "took longer than 0.2 s") != NULL, "%s",
                  e.text);
    ck_assert_str_eq(out.data, "hello\n");
    ck_assert_int_eq(status, 128 + SIGKILL);
    ck_assert_int_eq(read(held[0], &byte, 1), 0);
    ck_assert(now() - begin < 3);
    buf_free(&out);
}
END_TEST

START_TEST(a_flood_does_not_outlast_the_timeout)
{
    struct buf out = BUF_INIT;
    int status = -1;
    double begin = now();

    /* A second, in which it has begun on a busy machine, too. */
    ck_assert(!proc_capture(shell("exec yes"), 100, 1000, &out, &status, &e));
    ck_assert_uint_eq(out.len, 100);
    ck_assert(now() - begin < 10);
    buf_free(&out);
}
END_TEST

START_TEST(closing_the_output_is_not_the_end)
{
    struct buf out = BUF_INIT;
    int status = -1;

    ck_assert(proc_capture(shell("exec >&- 2>&-; sleep 0.2; exit 5"), 100, 5000,
                           &out, &status, &e));
    ck_assert_int_eq(status, 5);
    ck_assert(!proc_capture(shell("exec >&- 2>&-; sleep 60"), 100, 200, &out,
                            &status, &e));
    buf_free(&out);
}
END_TEST

START_TEST(a_daemon_left_behind_does_not_hold_us)
{
    struct buf out = BUF_INIT;
    int status = -1;
    double begin = now();

    ck_assert(proc_capture(shell("sleep 3 & echo done"), 100, 10000, &out,
                           &status, &e));
    ck_assert_str_eq(out.data, "done\n");
    ck_assert(now() - begin < 2);
    buf_free(&out);
}
END_TEST

START_TEST(a_missing_program_is_an_error)
{
    struct buf out = BUF_INIT;
    char *argv[] = {"no-such-program-here", NULL};
    int status = -1;

    setenv("PATH", "/bin:/usr/bin", 1); /* folders that all may look into */
    ck_assert(!proc_capture(argv, 100, 1000, &out, &status, &e));
    ck_assert_str_eq(
        e.text, "cannot run no-such-program-here: No such file or directory");
    ck_assert(!proc_foreground(argv, &status, &e));
    ck_assert_str_eq(
        e.text, "cannot run no-such-program-here: No such file or directory");
    buf_free(&out);
}
END_TEST

START_TEST(no_descriptors_or_children_are_left)
{
    struct buf out = BUF_INIT;
    char *missing[] = {"no-such-program-here", NULL};
    int status, before = dup(0);

    close(before);
    ck_assert(proc_capture(shell("echo"), 100, 5000, &out, &status, &e));
    ck_assert(!proc_capture(missing, 100, 5000, &out, &status, &e));
    ck_assert(!proc_capture(shell("sleep 9"), 100, 50, &out, &status, &e));
    ck_assert(proc_foreground(shell(":"), &status, &e));
    ck_assert(!proc_foreground(missing, &status, &e));
    int after = dup(0);
    close(after);
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
    buf_free(&out);
}
END_TEST

/* ---- proc_foreground ---- */

/* Runs `body` in a process that leads a session on a pseudo-terminal; what is
 * in `typed` is typed once the other side has printed a '>'. Returns the exit
 * status of the process. */
static int on_terminal(int (*body)(void), const char *typed)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    int wstatus;
    char c;

    ck_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        setsid();
        int slave = open(ptsname(master), O_RDWR);
        if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) != 0)
            _exit(99);
        for (int fd = 0; fd < 3; fd++)
            dup2(slave, fd);
        close(master);
        alarm(5);
        _exit(body());
    }
    while (read(master, &c, 1) == 1)
        if (c == '>')
            ck_assert_int_ge(write(master, typed, strlen(typed)), 0);
    ck_assert_int_eq(waitpid(pid, &wstatus, 0), pid);
    close(master);
    return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128 + WTERMSIG(wstatus);
}

/* The terminal is ours and as it was. */
static bool same_terminal(const struct termios *before)
{
    struct termios after;

    return tcgetattr(0, &after) == 0 && after.c_lflag == before->c_lflag &&
           after.c_iflag == before->c_iflag &&
           after.c_oflag == before->c_oflag && tcgetpgrp(0) == getpgrp();
}

static int spoil_modes_and_die(void)
{
    struct termios before;
    int status;

    tcgetattr(0, &before);
    if (!proc_foreground(shell("stty raw -echo && kill -KILL $$"), &status, &e))
        return 10;
    if (status != 128 + SIGKILL)
        return 11;
    return same_terminal(&before) ? 0 : 12;
}

START_TEST(modes_come_back_after_a_signal)
{
    ck_assert_int_eq(on_terminal(spoil_modes_and_die, ""), 0);
}
END_TEST

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
}

static int interrupt_child(void)
{
    struct termios before;
    int status;

    signal(SIGINT, on_interrupt);
    tcgetattr(0, &before);
    if (!proc_foreground(shell("printf '>'; read line"), &status, &e))
        return 10;
    if (status != 128 + SIGINT)
        return 11;
    if (interrupted)
        return 12;
    raise(SIGINT); /* our handler is back */
    return !interrupted ? 13 : same_terminal(&before) ? 0 : 14;
}

START_TEST(interrupt_reaches_the_child_only)
{
    ck_assert_int_eq(on_terminal(interrupt_child, "\003"), 0);
}
END_TEST

static int read_line(void)
{
    int status;

    if (!proc_foreground(shell("printf '>'; read x; test \"$x\" = hello"),
                         &status, &e))
        return 10;
    return status;
}

START_TEST(the_child_can_read_the_terminal)
{
    ck_assert_int_eq(on_terminal(read_line, "hello\n"), 0);
}
END_TEST

/* Nobody above us could continue us: the child just goes on. */
START_TEST(stop_without_a_shell_goes_on)
{
    ck_assert_int_eq(on_terminal(read_line, "\032hello\n"), 0);
}
END_TEST

/* A shell with job control in small: runs the test in a group of its own, sees
 * it stop, checks that its terminal works, and continues it. */
static int stop_below_a_shell(void)
{
    struct termios before;
    int wstatus;

    signal(SIGTTOU, SIG_IGN);
    tcgetattr(0, &before);
    pid_t pid = fork();
    setpgid(pid, pid);
    if (pid == 0) {
        tcsetpgrp(0, getpid());
        int status;
        bool ok = proc_foreground(
            shell("stty -echo; kill -STOP $$; stty -a | grep -q -e -echo"),
            &status, &e);
        _exit(ok && same_terminal(&before) ? status : 20);
    }
    if (waitpid(pid, &wstatus, WUNTRACED) != pid || !WIFSTOPPED(wstatus))
        return 10;
    tcsetpgrp(0, getpgrp());
    if (!same_terminal(&before))
        return 11;
    tcsetpgrp(0, pid);
    kill(-pid, SIGCONT);
    if (waitpid(pid, &wstatus, 0) != pid || !WIFEXITED(wstatus))
        return 12;
    return WEXITSTATUS(wstatus);
}

START_TEST(stopping_the_child_stops_us_too)
{
    ck_assert_int_eq(on_terminal(stop_below_a_shell, ""), 0);
}
END_TEST

START_TEST(works_without_a_terminal)
{
    int status = -1, null = open("/dev/null", O_RDONLY);

    dup2(null, 0);
    ck_assert(proc_foreground(shell("exit 4"), &status, &e));
    ck_assert_int_eq(status, 4);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *tc = tcase_create(name);

    tcase_set_timeout(tc, 20);
    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("proc");

    add(s, "proc_find looks through PATH", finds_a_program_on_the_path);
    add(s, "proc_find wants a program", finds_only_what_can_be_run);
    add(s, "capture: stdout, stderr, status",
        captures_both_streams_and_the_status);
    add(s, "capture: stdin is empty", stdin_is_empty);
    add(s, "capture: output is capped", output_is_capped);
    add(s, "capture: large output is whole", large_output_is_whole);
    add(s, "capture: giving up ends the group", giving_up_ends_the_whole_group);
    add(s, "capture: a flood ends in time",
        a_flood_does_not_outlast_the_timeout);
    add(s, "capture: closed output is not the end",
        closing_the_output_is_not_the_end);
    add(s, "capture: does not wait for a daemon",
        a_daemon_left_behind_does_not_hold_us);
    add(s, "a missing program is an error", a_missing_program_is_an_error);
    add(s, "nothing is left open", no_descriptors_or_children_are_left);
    add(s, "foreground: modes come back", modes_come_back_after_a_signal);
    add(s, "foreground: control-C is the child's",
        interrupt_reaches_the_child_only);
    add(s, "foreground: the child reads the terminal",
        the_child_can_read_the_terminal);
    add(s, "foreground: control-Z without a shell",
        stop_without_a_shell_goes_on);
    add(s, "foreground: control-Z below a shell",
        stopping_the_child_stops_us_too);
    add(s, "foreground: without a terminal", works_without_a_terminal);
    return s;
}
