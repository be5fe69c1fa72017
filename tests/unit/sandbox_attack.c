/* The sandbox, attacked by small programs. */
#include "grader/sandbox_child.h"
#include "grader/sandbox_layers.h"
#include "tests/unit/sandbox_victim.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/* -------------------------------------------------------- what is refused */

static void is_fatal(const char *what, const char *arg, const char *name)
{
    const struct sandbox_result *r = victim(PROFILE_RUN, what, arg);

    ENDED(r, SANDBOX_SYSCALL);
    ck_assert_int_ge(r->syscall, 0);
    ck_assert_msg(strstr(r->why, name) != NULL, "%s", r->why);
}

START_TEST(another_process_is_reported)
{
    is_fatal("fork", NULL, "clone");
    is_fatal("raw-fork", NULL, "clone");
    is_fatal("system", NULL, "clone");
}
END_TEST

START_TEST(another_program_is_reported)
{
    is_fatal("exec", NULL, "execve");
    is_fatal("exec-fd", file_join(a, work, "victim"), "execveat");
    is_fatal("ptrace", NULL, "ptrace");
}
END_TEST

/* It may set a timer and reserve memory, but no more than any program. */
START_TEST(explored_programs_are_confined)
{
    ENDED(victim(PROFILE_EXPLORE, "fork", NULL), SANDBOX_SYSCALL);
    ENDED(victim(PROFILE_EXPLORE, "exec", NULL), SANDBOX_SYSCALL);
    ENDED(victim(PROFILE_EXPLORE, "ptrace", NULL), SANDBOX_SYSCALL);
}
END_TEST

START_TEST(kills_where_nothing_can_report)
{
    setup_without(SANDBOX_NO_NOTIFY);
    const struct sandbox_result *r = victim(PROFILE_RUN, "fork", NULL);

    ENDED(r, SANDBOX_SYSCALL);
    ck_assert_int_eq(r->syscall, -1);
}
END_TEST

#ifdef __x86_64__
START_TEST(foreign_system_calls)
{
    ENDED(victim(PROFILE_RUN, "int80", NULL), SANDBOX_SYSCALL);
}
END_TEST
#endif

START_TEST(sockets)
{
    says("sockets", NULL,
         "Operation not permitted\nOperation not permitted\n"
         "Operation not permitted\nOperation not permitted\n");
}
END_TEST

static const char *network_of_a_job(void)
{
    const struct sandbox_result *r = victim(PROFILE_RUN, "network", NULL);

    ENDED(r, SANDBOX_EXITED);
    return arena_printf(a, "%.*s", (int)strcspn(r->out.data, "\n"),
                        r->out.data);
}

static const char *network_of_ours(void)
{
    char to[64] = "";

    ck_assert_int_gt(readlink("/proc/self/ns/net", to, sizeof to - 1), 0);
    return arena_strdup(a, to);
}

START_TEST(one_network_for_many_jobs)
{
    const char *outside = network_of_ours();

    ck_assert_str_ne(network_of_a_job(), outside);
    sandbox_share_network();
    ck_assert_str_ne(network_of_ours(), outside);
    ck_assert_str_eq(network_of_a_job(), network_of_ours());
    ck_assert_str_eq(network_of_a_job(), network_of_ours());
    ck_assert(layer_active("user namespace"));
}
END_TEST

START_TEST(no_network_to_share)
{
    const char *outside = network_of_ours();

    setup_without(SANDBOX_NO_NAMESPACES);
    sandbox_share_network();
    ck_assert_str_eq(network_of_ours(), outside);
    ck_assert_str_eq(network_of_a_job(), outside);
}
END_TEST

START_TEST(stderr_stays)
{
    const struct sandbox_result *r = victim(PROFILE_RUN, "stderr", NULL);

    ENDED(r, SANDBOX_EXITED);
    ck_assert_str_eq(r->err.data, "still");
}
END_TEST

/* A process that the job's user may send signals to. */
static pid_t start_target(void)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
        _exit(1);
    for (;;)
        pause();
}

START_TEST(kills_no_one_outside)
{
    const unsigned without[] = {0, SANDBOX_NO_SECCOMP,
                                SANDBOX_NO_NAMESPACES | SANDBOX_NO_LANDLOCK,
                                SANDBOX_NO_PID_NAMESPACE | SANDBOX_NO_LANDLOCK};
    pid_t target = start_target();

    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        setup_without(without[i]);
        const struct sandbox_result *r =
            victim(PROFILE_RUN, "kill", arena_printf(a, "%d", (int)target));
        ENDED(r, SANDBOX_EXITED);
        ck_assert_str_ne(r->out.data, "done\n");
        ck_assert_int_eq(waitpid(target, NULL, WNOHANG), 0);
    }
    kill(target, SIGKILL);
    waitpid(target, NULL, 0);
}
END_TEST

/* ------------------------------------------------------------------- files */

START_TEST(reads_nothing_outside)
{
    char *secret = victim_path("secret-XXXXXX");
    int fd = mkstemp(secret);

    ck_assert_int_ge(fd, 0);
    (void)fchmod(fd, 0666);
    close(fd);
    says("read", secret, "Permission denied\n");
    says("create", secret, "Permission denied\n");
    unlink(secret);
    says("read", "/etc/passwd", "Permission denied\n");
    says("read", "/proc/self/maps", "Permission denied\n");
    says("read", "/usr/bin/env", "Permission denied\n");
}
END_TEST

START_TEST(writes_its_folder_only)
{
    says("create", "mine", "opened\n");
    says("read", "mine", "opened\n");
    says("create", file_join(a, sandbox_dir(box), "other"),
         "Permission denied\n");
    says("create", "/dev/shm/threadlings-test", "Permission denied\n");
    ck_assert(!file_exists("/dev/shm/threadlings-test"));
    ck_assert(file_exists(file_join(a, work, "mine")));
}
END_TEST

/* A program that does not lie in its folder, as those of exercises. */
static const struct sandbox_result *victim_apart(const char *what,
                                                 const char *arg)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", what, arg);

    spec.dir = sandbox_mkdir(a, box, "apart", &e);
    ck_assert_msg(spec.dir != NULL, "%s", e.text);
    return run(&spec);
}

static bool has_mounts(void)
{
    return layer_active("process namespace");
}

START_TEST(a_folder_ends_with_its_program)
{
    const unsigned without[] = {0, SANDBOX_NO_NAMESPACES};
    struct names left;

    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        setup_without(without[i]);
        ck_assert_str_eq(victim_apart("create", "mine")->out.data, "opened\n");
        ck_assert_str_eq(victim_apart("read", "mine")->out.data,
                         "No such file or directory\n");
        OK(file_list(a, file_join(a, sandbox_dir(box), "apart"), &left, &e));
        ck_assert_uint_eq(left.n, 0);
    }
}
END_TEST

START_TEST(files_are_limited)
{
    if (has_mounts()) {
        const struct sandbox_result *r = victim_apart("files", NULL);
        ENDED(r, SANDBOX_EXITED);
        ck_assert_int_gt(atoi(r->out.data), 0);
        ck_assert_int_lt(atoi(r->out.data), SANDBOX_FILES_MAX);
        r = victim_apart("fill", NULL);
        ENDED(r, SANDBOX_EXITED);
        ck_assert_int_gt(atoi(r->out.data), 0);
        ck_assert_int_le(atoi(r->out.data), SANDBOX_FILES_MB);
    }
    ENDED(victim(PROFILE_RUN, "files", NULL), SANDBOX_FILES);
    setup_without(SANDBOX_NO_NAMESPACES);
    ENDED(victim_apart("files", NULL), SANDBOX_FILES);
    setup_without(SANDBOX_NO_NAMESPACES);
    ENDED(victim_apart("fill", NULL), SANDBOX_FILES);
}
END_TEST

/* What lies in a folder that ends with the program is no code either. */
START_TEST(memory_becomes_no_code)
{
    says("code", NULL, "-1 0 0 1\n");
    if (has_mounts())
        ck_assert_str_eq(victim_apart("code", NULL)->out.data, "-1 0 0 0\n");
}
END_TEST

START_TEST(changes_no_permissions_and_makes_no_links)
{
    says("create", "mine", "opened\n");
    says("chmod", "mine", "Operation not permitted\n");
    says("symlink", "link", "Operation not permitted\n");
}
END_TEST

START_TEST(holds_only_its_descriptors)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "fds", NULL);
    int held = open("/etc/passwd", O_RDONLY); /* inherited, if anything is */

    (void)fcntl(held, F_DUPFD, 100);
    (void)fcntl(held, F_DUPFD, 700);
    ck_assert_str_eq(run(&spec)->out.data, "0 1 2 ");
    spec.channel = true;
    ck_assert_str_eq(run(&spec)->out.data, "0 1 2 3 ");
    spec.channel = false;
    spec.send = "x";
    ck_assert_str_eq(run(&spec)->out.data, "0 1 2 4 ");
}
END_TEST

START_TEST(clean_environment)
{
    setenv("THREADLINGS_SECRET", "1", 1);
    const struct sandbox_result *r = victim(PROFILE_RUN, "env", NULL);
    ck_assert_str_eq(r->out.data,
                     arena_printf(a,
                                  "PATH=/usr/local/bin:/usr/bin:/bin\n"
                                  "LANG=C.UTF-8\nHOME=%s\nTMPDIR=%s\n",
                                  work, work));
}
END_TEST

static void is_never_root(void)
{
    int uid = -1, gid = -1, locked = 0;
    const struct sandbox_result *r = victim(PROFILE_RUN, "ids", NULL);

    ck_assert_int_eq(sscanf(r->out.data, "%d %d %d", &uid, &gid, &locked), 3);
    ck_assert_int_ne(uid, 0);
    ck_assert_int_ne(gid, 0);
    ck_assert_int_eq(locked, 1);
}

START_TEST(never_root)
{
    is_never_root();
    sandbox_share_network();
    is_never_root();
}
END_TEST

START_TEST(put_follows_no_link)
{
    char *link = file_join(a, work, "link");
    char *target = victim_path("target-XXXXXX");
    int fd = mkstemp(target);
    struct stat st;

    ck_assert_int_eq(symlink(target, link), 0);
    OK(sandbox_put(box, "work/link", "new", 3, false, &e));
    ck_assert_int_eq(fstat(fd, &st), 0);
    ck_assert_int_eq(st.st_size, 0);
    ck_assert_int_eq(unlink(link), 0);
    ck_assert_int_eq(symlink("/tmp", link), 0);
    ck_assert(!sandbox_put(box, "work/link/x", "new", 3, false, &e));
    ck_assert(!sandbox_put(box, "../x", "new", 3, false, &e));
    ck_assert(!sandbox_put(box, "/tmp/x", "new", 3, false, &e));
    ck_assert_ptr_null(sandbox_mkdir(a, box, "work/link/x", &e));
    close(fd);
    unlink(target);
}
END_TEST

/* --------------------------------------------------------------- survivors */

static void leaves_nothing(const char *what)
{
    char name[16]; /* of this run: others may run the same test */

    snprintf(name, sizeof name, "tld%d", (int)getpid());
    const struct sandbox_result *r = victim(PROFILE_COMPILE, what, name);
    ENDED(r, SANDBOX_EXITED);
    ck_assert_int_eq(count_named(name), 0);
}

START_TEST(daemon_is_gone)
{
    leaves_nothing("daemon");
}
END_TEST

START_TEST(daemon_is_gone_without_process_namespace)
{
    setup_without(SANDBOX_NO_PID_NAMESPACE);
    leaves_nothing("daemon");
    setup_without(SANDBOX_NO_NAMESPACES);
    leaves_nothing("daemon");
}
END_TEST

START_TEST(fork_bomb_is_gone)
{
    struct sandbox_spec spec =
        spec_for(PROFILE_COMPILE, "victim", "bomb", NULL);
    char *name = arena_printf(a, "b%d", (int)getpid());

    /* Its processes bear the name of the file. */
    OK(file_copy(spec.argv[0], file_join(a, work, name), &e));
    char *argv[] = {file_join(a, work, name), "bomb", NULL};
    spec.argv = argv;
    spec.limits.wall_s = 0.5;
    spec.limits.cpu_s = 5;
    /* Its processes keep each other waiting, which the clock leaves out: where
     * there are few processors their own time may be up first. */
    const struct sandbox_result *r = run(&spec);
    ck_assert_msg(r->end == SANDBOX_WALL || r->end == SANDBOX_CPU,
                  "ended as %d: %s", r->end, r->why);
    ck_assert_int_eq(count_named(name), 0);
}
END_TEST

/* A supervisor of its own, which never polls. */
static pid_t start_supervisor(const char *name, char *dir, size_t size)
{
    int said[2];

    ck_assert_int_eq(pipe(said), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct sandbox_job *job;
        setup();
        struct sandbox_spec thread =
            spec_for(PROFILE_RUN, "victim", "linger", name);
        struct sandbox_spec tree =
            spec_for(PROFILE_COMPILE, "victim", "daemon-wait", name);
        bool ok =
            sandbox_start(a, box, &thread, &job, &e) &&
            sandbox_start(a, box, &tree, &job, &e) &&
            write(said[1], sandbox_dir(box), strlen(sandbox_dir(box))) > 0;
        for (; ok;)
            pause();
        _exit(1);
    }
    ssize_t n = read(said[0], dir, size - 1);
    ck_assert_int_gt(n, 0);
    dir[n] = '\0';
    close(said[0]);
    close(said[1]);
    return pid;
}

static int wait_for_count(const char *name, int expected)
{
    const struct timespec pause = {0, 20000000};
    int n = count_named(name);

    for (int i = 0; i < 500 && n != expected; i++) {
        nanosleep(&pause, NULL);
        n = count_named(name);
    }
    return n;
}

static void dies_with_supervisor(void)
{
    char name[16], dir[300];

    snprintf(name, sizeof name, "tls%d", (int)getpid());
    pid_t pid = start_supervisor(name, dir, sizeof dir);
    ck_assert_int_eq(wait_for_count(name, 2), 2);
    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    ck_assert_int_eq(wait_for_count(name, 0), 0);
    OK(file_remove(dir, &e));
}

START_TEST(killed_supervisor_takes_all_along)
{
    dies_with_supervisor();
    setup_without(SANDBOX_NO_PID_NAMESPACE);
    dies_with_supervisor();
    setup_without(SANDBOX_NO_NAMESPACES);
    dies_with_supervisor();
}
END_TEST

static _Noreturn void probe_for_ever(void)
{
    const struct layers *have = layers_get();

    for (;;)
        (void)child_try_namespaces(have->namespaces, have->drop_ids);
}

/* What it has started is adopted by us: it has to end, too. */
START_TEST(killed_while_it_tries_the_layers)
{
    enum { TIMES = 40, PATIENCE_MS = 5000 };
    int left = 0;

    (void)layers_get();
    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    for (int i = 0; i < TIMES; i++) {
        pid_t pid = fork();
        if (pid == 0)
            probe_for_ever();
        usleep(10000 + (useconds_t)i * 100);
        kill(pid, SIGKILL);
        ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    }
    for (int ms = 0; ms < PATIENCE_MS && left >= 0; ms++) {
        while ((left = waitpid(-1, NULL, WNOHANG)) > 0)
            ;
        usleep(1000);
    }
    ck_assert_int_eq(left, -1);
}
END_TEST

START_TEST(close_ends_all_and_removes_the_folder)
{
    struct sandbox_spec spec;
    struct sandbox_job *job;
    char name[16];
    char *dir = arena_strdup(a, sandbox_dir(box));

    snprintf(name, sizeof name, "tlc%d", (int)getpid());
    spec = spec_for(PROFILE_RUN, "victim", "linger", name);
    OK(sandbox_start(a, box, &spec, &job, &e));
    for (int i = 0; i < 200 && count_named(name) == 0; i++)
        ck_assert_ptr_null(sandbox_poll(box, 20, NULL));
    ck_assert_int_eq(count_named(name), 1);
    sandbox_close(box);
    box = NULL;
    ck_assert_int_eq(count_named(name), 0);
    ck_assert(!file_exists(dir));
}
END_TEST

/* What needs a layer that this machine lacks is left out. */
Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("sandbox_attack");

#define ADD(test) add(s, #test, test)
    make_victim("victim", victim_c, "-w");
    if (layer_active("system call reports")) {
        ADD(another_process_is_reported);
        ADD(another_program_is_reported);
    }
    if (layer_active("seccomp")) {
        ADD(explored_programs_are_confined);
        ADD(kills_where_nothing_can_report);
#ifdef __x86_64__
        ADD(foreign_system_calls);
#endif
        ADD(sockets);
        ADD(stderr_stays);
        ADD(kills_no_one_outside);
        ADD(changes_no_permissions_and_makes_no_links);
    }
    if (layer_active("landlock")) {
        ADD(reads_nothing_outside);
        ADD(writes_its_folder_only);
        ADD(a_folder_ends_with_its_program);
    }
    if (layer_active("seccomp"))
        ADD(memory_becomes_no_code);
    ADD(files_are_limited);
    ADD(holds_only_its_descriptors);
    ADD(clean_environment);
    ADD(never_root);
    ADD(put_follows_no_link);
    ADD(daemon_is_gone);
    ADD(daemon_is_gone_without_process_namespace);
    if (layer_active("user namespace")) {
        ADD(one_network_for_many_jobs);
        ADD(no_network_to_share);
        ADD(fork_bomb_is_gone);
        ADD(killed_while_it_tries_the_layers);
    }
    ADD(killed_supervisor_takes_all_along);
    ADD(close_ends_all_and_removes_the_folder);
    return s;
}
