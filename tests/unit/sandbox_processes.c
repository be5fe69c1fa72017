/* The sandbox with programs that may start processes. */
#include "tests/unit/sandbox_test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

/* What each does is its first argument; the second is a name for processes
 * that the test looks for afterwards. */
static const char victim_c[] =
    "#define _GNU_SOURCE\n"
    "#include <errno.h>\n"
    "#include <pthread.h>\n"
    "#include <sched.h>\n"
    "#include <signal.h>\n"
    "#include <spawn.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "#include <sys/prctl.h>\n"
    "#include <sys/syscall.h>\n"
    "#include <sys/wait.h>\n"
    "#include <unistd.h>\n"
    "extern char **environ;\n"
    "static int shared;\n"
    "static int in_clone(void *p) { shared = getpid() != *(int *)p; return 0; "
    "}\n"
    "static void *wait_for_ever(void *p) { pause(); return p; }\n"
    "static void *hog(void *p) {\n"
    "    for (;;) { char *m = malloc(1 << 20); if (m) memset(m, 1, 1 << 20);\n"
    "        usleep(1000); } return p; }\n"
    "static int ended(pid_t pid) { int s = -1; waitpid(pid, &s, 0);\n"
    "    return WIFEXITED(s) ? WEXITSTATUS(s) : 1000 + WTERMSIG(s); }\n"
    "static void linger(const char *name) { prctl(PR_SET_NAME, name);\n"
    "    for (int s = 1; s < 32; s++) signal(s, SIG_IGN);\n"
    "    for (;;) pause(); }\n"
    "int main(int argc, char **argv) {\n"
    "    const char *do_ = argv[1], *arg = argc > 2 ? argv[2] : \"\";\n"
    "    char line[64] = \"\"; int fds[2]; pid_t pid;\n"
    "#define IS(name) (strcmp(do_, name) == 0)\n"
    "#define SAY(text) write(1, text, strlen(text))\n"
    "    if (IS(\"fork\")) { if ((pid = fork()) == 0) { SAY(\"child \");\n"
    "        _exit(3); } printf(\"%d\\n\", ended(pid)); return 0; }\n"
    "    if (IS(\"vfork\")) { if ((pid = vfork()) == 0) _exit(4);\n"
    "        printf(\"%d\\n\", ended(pid)); return 0; }\n"
    "    if (IS(\"pipe\")) { pipe(fds); if ((pid = fork()) == 0)\n"
    "        { write(fds[1], \"hello\", 5); _exit(0); }\n"
    "        close(fds[1]); read(fds[0], line, 60); ended(pid); puts(line);\n"
    "        return 0; }\n"
    "    if (IS(\"clone\")) { char *stack = malloc(65536); int self = "
    "getpid();\n"
    "        pid = clone(in_clone, stack + 65536, CLONE_VM | CLONE_FS |\n"
    "            CLONE_FILES | CLONE_SIGHAND | SIGCHLD, &self);\n"
    "        ended(pid); printf(\"%d\\n\", shared); return 0; }\n"
    "    if (IS(\"spawn\")) { char *words[] = {\"echo\", \"spawned\", 0};\n"
    "        int r = posix_spawn(&pid, \"/bin/echo\", 0, 0, words, environ);\n"
    "        if (r) puts(strerror(r)); else ended(pid); return 0; }\n"
    "    if (IS(\"system\")) return system(\"echo one; (echo two) | /bin/cat\")"
    ";\n"
    "    if (IS(\"exec\")) { execl(arg, \"x\", (char *)0);\n"
    "        puts(strerror(errno)); return 0; }\n"
    "    if (IS(\"alarm\")) { if ((pid = fork()) == 0) { alarm(1); pause(); }\n"
    "        printf(\"%d\\n\", ended(pid) - 1000); return 0; }\n"
    "    if (IS(\"kill\")) { if ((pid = fork()) == 0) pause();\n"
    "        if (kill(pid, SIGKILL)) { puts(strerror(errno)); return 0; }\n"
    "        printf(\"%d\\n\", ended(pid) - 1000); return 0; }\n"
    "    if (IS(\"kill-outside\")) { if (fork() == 0) { \n"
    "        puts(kill(atoi(arg), SIGKILL) ? \"refused\" : \"killed\");\n"
    "        fflush(0); _exit(0); } wait(0); return 0; }\n"
    "    if (IS(\"many\")) { int n = 0; for (int i = atoi(arg); i > 0; i--) {\n"
    "        if ((pid = fork()) == 0) _exit(0); n += ended(pid) == 0; }\n"
    "        printf(\"%d\\n\", n); return 0; }\n"
    "    if (IS(\"zombies\")) { for (int i = atoi(arg); i > 0; i--) {\n"
    "        if ((pid = fork()) == 0) _exit(0);\n"
    "        if (pid < 0) { puts(strerror(errno)); return 0; } }\n"
    "        puts(\"all\"); return 0; }\n"
    "    if (IS(\"crowd\")) { for (int i = atoi(arg); i > 0; i--)\n"
    "        if (fork() == 0) for (;;) pause();\n"
    "        usleep(200000); return 0; }\n"
    "    if (IS(\"bomb\")) { prctl(PR_SET_NAME, arg); for (;;) fork(); }\n"
    "    if (IS(\"raw-bomb\")) { prctl(PR_SET_NAME, arg); for (;;)\n"
    "        syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }\n"
    "    if (IS(\"hang\")) { if (fork() == 0) linger(arg); wait(0); }\n"
    "    if (IS(\"hang-locked\")) { pthread_t t; if (fork() == 0) "
    "linger(arg);\n"
    "        pthread_create(&t, 0, wait_for_ever, 0); pthread_join(t, 0); }\n"
    "    if (IS(\"orphan\")) { if (fork() == 0) linger(arg); usleep(50000);\n"
    "        return 0; }\n"
    "    if (IS(\"daemon\")) { if (fork() == 0) { setsid(); if (fork() == 0) "
    "{\n"
    "        for (int i = 0; i < 256; i++) close(i); linger(arg); } _exit(0);\n"
    "        } usleep(50000); return 0; }\n"
    "    if (IS(\"hogs\")) { for (int i = 0; i < 4; i++) if (fork() == 0)\n"
    "        hog(0); wait(0); }\n"
    "    if (IS(\"unseen\")) { signal(SIGCHLD, SIG_IGN); for (;;) {\n"
    "        if (fork() == 0) { while (clock() < 20000) ; _exit(0); }\n"
    "        usleep(12000); } }\n"
    "    if (IS(\"spinners\")) { for (int i = 0; i < 3; i++) if (fork() == 0)\n"
    "        for (volatile int k = 0;; k++) ; wait(0); }\n"
    "    if (IS(\"namespace\")) { long r = syscall(SYS_clone, CLONE_NEWUSER |\n"
    "        SIGCHLD, 0, 0, 0, 0); puts(r < 0 ? strerror(errno) : \"made\");\n"
    "        return 0; }\n"
    "    return 99; }\n";

static struct sandbox_spec spec_of(const char *what, const char *arg)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "forks", what, arg);

    spec.processes = true;
    spec.find_deadlock = true;
    return spec;
}

static const struct sandbox_result *forks(const char *what, const char *arg)
{
    struct sandbox_spec spec = spec_of(what, arg);

    return run(&spec);
}

static void says(const char *what, const char *arg, const char *expected)
{
    const struct sandbox_result *r = forks(what, arg);

    ENDED(r, SANDBOX_EXITED);
    ck_assert_str_eq(r->out.data, expected);
}

/* A name for processes of this run: others may run the same test. */
static char *own_name(const char *prefix)
{
    return arena_printf(a, "%s%d", prefix, (int)getpid());
}

/* Runs a test on machines that lack more and more. */
static void with_fewer_layers(void (*test)(void))
{
    test();
    setup_without(SANDBOX_NO_PID_NAMESPACE);
    test();
    if (layer_active("system call reports")) {
        setup_without(SANDBOX_NO_NAMESPACES);
        test();
    }
    if (layer_active("user namespace")) {
        setup_without(SANDBOX_NO_NOTIFY | SANDBOX_NO_PID_NAMESPACE);
        test();
    }
}

/* ----------------------------------------------------------- what they may */

START_TEST(processes_start_and_talk)
{
    says("fork", NULL, "child 3\n");
    says("vfork", NULL, "4\n");
    says("pipe", NULL, "hello\n");
    says("clone", NULL, "1\n");
    says("alarm", NULL, "14\n");
}
END_TEST

START_TEST(small_programs_run)
{
    says("spawn", NULL, "spawned\n");
    for (int i = 0; i < 10; i++)
        says("system", NULL, "one\ntwo\n");
}
END_TEST

START_TEST(a_thousand_one_by_one)
{
    says("many", "1000", "1000\n");
}
END_TEST

START_TEST(under_sanitizers)
{
    struct sandbox_spec spec = spec_of("fork", NULL);

    spec.profile = PROFILE_ASAN;
    ck_assert_str_eq(run(&spec)->out.data, "child 3\n");
    spec.profile = PROFILE_TSAN;
    ck_assert_str_eq(run(&spec)->out.data, "child 3\n");
}
END_TEST

START_TEST(signals_to_its_own_processes)
{
    says("kill", NULL, "9\n");
    setup_without(SANDBOX_NO_PID_NAMESPACE);
    struct sandbox_spec spec = spec_of("kill", NULL);
    spec.limits.wall_s = 2;
    ck_assert_str_eq(run(&spec)->out.data, "Operation not permitted\n");
}
END_TEST

/* ------------------------------------------------------- what they may not */

START_TEST(other_programs_do_not_run)
{
    says("exec", "/usr/bin/env", "Permission denied\n");
    says("exec", "/bin/ls", "Permission denied\n");
}
END_TEST

START_TEST(no_namespaces)
{
    says("namespace", NULL, "Operation not permitted\n");
}
END_TEST

START_TEST(no_signals_to_others)
{
    const unsigned without[] = {0, SANDBOX_NO_NAMESPACES | SANDBOX_NO_LANDLOCK,
                                SANDBOX_NO_PID_NAMESPACE | SANDBOX_NO_LANDLOCK};
    pid_t target = fork();

    if (target == 0) {
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
            _exit(1);
        for (;;)
            pause();
    }
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        setup_without(without[i]);
        says("kill-outside", arena_printf(a, "%d", (int)target), "refused\n");
        ck_assert_int_eq(waitpid(target, NULL, WNOHANG), 0);
    }
    kill(target, SIGKILL);
    waitpid(target, NULL, 0);
}
END_TEST

START_TEST(refused_where_nothing_counts_them)
{
    struct sandbox_job *job;

    setup_without(SANDBOX_NO_NOTIFY | SANDBOX_NO_NAMESPACES);
    struct sandbox_spec spec = spec_of("fork", NULL);
    ck_assert(!sandbox_start(a, box, &spec, &job, &e));
    ck_assert_msg(strstr(e.text, "cannot limit how many") != NULL, "%s",
                  e.text);
}
END_TEST

/* ------------------------------------------------------------------ limits */

static void too_many(void)
{
    ENDED(forks("crowd", "60"), SANDBOX_EXITED);
    ENDED(forks("crowd", "70"), SANDBOX_PROCESSES);
}

START_TEST(too_many_at_once)
{
    with_fewer_layers(too_many);
}
END_TEST

/* Dead processes count where the kernel counts, and where we do. */
START_TEST(zombies_end_somewhere)
{
    says("zombies", "240", "all\n");
    says("zombies", "260", "Resource temporarily unavailable\n");
    setup_without(SANDBOX_NO_NAMESPACES);
    says("zombies", "1900", "all\n");
    ENDED(forks("zombies", "2100"), SANDBOX_PROCESSES);
}
END_TEST

START_TEST(memory_of_all_counts)
{
    struct sandbox_spec spec = spec_of("hogs", NULL);

    spec.limits.memory_mb = 200;
    ENDED(run(&spec), SANDBOX_MEMORY);
}
END_TEST

START_TEST(processor_time_of_all_counts)
{
    struct sandbox_spec spec = spec_of("spinners", NULL);

    spec.limits.cpu_s = 0.5;
    ENDED(run(&spec), SANDBOX_CPU);
}
END_TEST

static void hangs(const char *what)
{
    char *name = own_name("tph");
    struct sandbox_spec spec = spec_of(what, name);

    spec.limits.wall_s = 0.5;
    ENDED(run(&spec), SANDBOX_WALL);
    ck_assert_int_eq(count_named(name), 0);
}

/* What they used nobody is told: it does not pass for time without a processor,
 * which would be no verdict. */
START_TEST(children_that_nobody_waits_for_cost_the_time)
{
    struct sandbox_spec spec = spec_of("unseen", NULL);

    spec.limits.wall_s = 0.2;
    ENDED(run(&spec), SANDBOX_WALL);
}
END_TEST

/* All sleep, and it is no deadlock: there is more than one process. */
static void child_hangs(void)
{
    hangs("hang");
    hangs("hang-locked");
}

START_TEST(a_child_that_hangs_costs_the_time)
{
    with_fewer_layers(child_hangs);
}
END_TEST

/* --------------------------------------------------------------- survivors */

static void leaves_nothing(void)
{
    char *name = own_name("tpl");

    ENDED(forks("orphan", name), SANDBOX_EXITED);
    ck_assert_int_eq(count_named(name), 0);
    ENDED(forks("daemon", name), SANDBOX_EXITED);
    ck_assert_int_eq(count_named(name), 0);
}

START_TEST(orphans_and_daemons_are_gone)
{
    with_fewer_layers(leaves_nothing);
}
END_TEST

static void bomb(const char *what)
{
    char *name = own_name("tpb");
    struct sandbox_spec spec = spec_of(what, name);

    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_PROCESSES);
    ck_assert_int_eq(count_named(name), 0);
}

static void both_bombs(void)
{
    bomb("bomb");
    bomb("raw-bomb");
}

START_TEST(fork_bombs_are_gone)
{
    with_fewer_layers(both_bombs);
}
END_TEST

/* A supervisor of its own, which is killed while its job has two processes. */
static void dies_with_supervisor(void)
{
    char *name = own_name("tps");
    int said[2], n = 0;
    char c;

    ck_assert_int_eq(pipe(said), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct sandbox_job *job;
        struct sandbox_spec spec = spec_of("hang", name);
        if (!sandbox_start(a, box, &spec, &job, &e))
            _exit(1);
        while (count_named(name) == 0)
            (void)sandbox_poll(box, 20, NULL);
        (void)!write(said[1], "", 1);
        for (;;)
            pause();
    }
    close(said[1]);
    ck_assert_int_eq(read(said[0], &c, 1), 1);
    close(said[0]);
    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    while ((n++ < 500) && count_named(name) > 0)
        usleep(20000);
    ck_assert_int_eq(count_named(name), 0);
}

START_TEST(killed_supervisor_takes_all_along)
{
    with_fewer_layers(dies_with_supervisor);
}
END_TEST

/* What needs a layer that this machine lacks is left out. */
Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("sandbox_processes");

#define ADD(test) add(s, #test, test)
    make_victim("forks", victim_c, "-w");
    bool reports = layer_active("system call reports");
    if (!reports && !layer_active("user namespace")) {
        ADD(refused_where_nothing_counts_them);
        return s;
    }
    ADD(processes_start_and_talk);
    ADD(small_programs_run);
    ADD(a_thousand_one_by_one);
    ADD(under_sanitizers);
    if (layer_active("process namespace"))
        ADD(signals_to_its_own_processes);
    if (layer_active("landlock"))
        ADD(other_programs_do_not_run);
    if (layer_active("seccomp")) {
        ADD(no_namespaces);
        ADD(no_signals_to_others);
    }
    ADD(refused_where_nothing_counts_them);
    ADD(too_many_at_once);
    if (reports && layer_active("user namespace"))
        ADD(zombies_end_somewhere);
    ADD(memory_of_all_counts);
    ADD(processor_time_of_all_counts);
    ADD(children_that_nobody_waits_for_cost_the_time);
    ADD(a_child_that_hangs_costs_the_time);
    ADD(orphans_and_daemons_are_gone);
    ADD(fork_bombs_are_gone);
    ADD(killed_supervisor_takes_all_along);
    return s;
}
