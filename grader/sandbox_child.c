/* The inside of a job. See sandbox.c for the theory of operation. */
#include "grader/sandbox_child.h"

#include "grader/sandbox_landlock.h"
#include "grader/sandbox_seccomp.h"
#include "grader/sandbox_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    FD_CHANNEL = 3,
    FD_SEND = 4,
    FD_CONTROL = 100,
    FD_PROGRAM = SECCOMP_PROGRAM_FD,
    FD_RULES = 102,
    FD_ASIDE = 128, /* where descriptors are put while the others are filled */

    OPEN_FILES = 64,          /* descriptors of a learner's program */
    OPEN_FILES_COMPILE = 256, /* ld opens all its inputs */
    STACK_MB = 8,             /* as on every desktop */
    /* Address space above the memory limit. A thread reserves 8 MB of stack
     * and malloc 64 MB for it, long before it touches them. */
    SPACE_RUN_MB = 16 << 10,
    SPACE_COMPILE_MB = 1 << 10,
    /* Processes and threads in a user namespace. */
    TASKS_RUN = 2048,
    TASKS_COMPILE = 64,
    TASKS_PROCESSES = 256,
    CPU_SPARE_S = 2, /* the supervisor should be first */
};

/* A closed control socket means that nobody is left to tell. */
static _Noreturn void die(const char *step)
{
    struct child_message m = {.kind = CHILD_BROKEN, .value = errno};

    snprintf(m.step, sizeof m.step, "%s", step);
    (void)send(FD_CONTROL, &m, sizeof m, MSG_NOSIGNAL);
    _exit(127);
}

static void need(bool ok, const char *step)
{
    if (!ok)
        die(step);
}

static void close_from_to(unsigned first, unsigned last)
{
    struct rlimit files;

    if (syscall(SYS_close_range, first, last, 0) == 0)
        return;
    /* Before Linux 5.9. */
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && last >= files.rlim_cur)
        last = (unsigned)files.rlim_cur - 1;
    for (unsigned fd = first; fd <= last; fd++)
        close((int)fd);
}

/* Everything the job holds gets its number; everything else is closed. */
static void setup_fds(const struct child_plan *plan)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const struct {
        int from, to, flags;
    } moves[] = {
        {plan->control, FD_CONTROL, O_CLOEXEC}, /* first: die() uses it */
        {null, 0, 0},
        {plan->out, 1, 0},
        {plan->err, 2, 0},
        {plan->channel, FD_CHANNEL, 0},
        {plan->send, FD_SEND, 0},
        {plan->program, FD_PROGRAM, O_CLOEXEC},
        {plan->rules, FD_RULES, O_CLOEXEC},
    };
    enum { N = sizeof moves / sizeof *moves };
    int aside[N];

    for (int i = 0; i < N; i++)
        aside[i] = moves[i].from < 0
                       ? -1
                       : fcntl(moves[i].from, F_DUPFD_CLOEXEC, FD_ASIDE);
    for (int i = 0; i < N; i++) {
        if (aside[i] >= 0)
            need(dup3(aside[i], moves[i].to, moves[i].flags) >= 0,
                 "descriptors");
        else if (moves[i].from < 0 && moves[i].to > 2)
            close(moves[i].to);
        else
            die("descriptors");
    }
    close_from_to(FD_SEND + 1, FD_CONTROL - 1);
    close_from_to(FD_RULES + 1, ~0u);
}

/* Blocks until the supervisor has mapped our ids; it may be gone, too. */
static void setup_wait(void)
{
    char go;

    if (recv(FD_CONTROL, &go, 1, 0) != 1)
        _exit(127);
}

static bool mount_proc(void)
{
    return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 NULL) == 0;
}

/* In memory, so that what a program leaves never reaches a disk, and is gone
 * with it. Nothing in it can be mapped as code. */
static bool mount_folder(const struct child_plan *plan)
{
    char options[128];

    snprintf(options, sizeof options,
             "size=%dm,nr_inodes=%d,mode=0755,uid=%u,gid=%u", SANDBOX_FILES_MB,
             SANDBOX_FILES_MAX,
             plan->drop_ids ? (unsigned)CHILD_UID : (unsigned)geteuid(),
             plan->drop_ids ? (unsigned)CHILD_UID : (unsigned)getegid());
    return mount("none", plan->dir, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 options) == 0;
}

bool child_become_nobody(void)
{
    return setgroups(0, NULL) == 0 &&
           setresgid(CHILD_UID, CHILD_UID, CHILD_UID) == 0 &&
           setresuid(CHILD_UID, CHILD_UID, CHILD_UID) == 0;
}

/* A capability survives neither this nor, given NO_NEW_PRIVS, the exec. */
static bool drop_capabilities(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};

    (void)prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED);
    return syscall(SYS_capset, &head, none) == 0;
}

static void limit(int which, rlim_t soft, rlim_t hard)
{
    struct rlimit now, want = {soft, hard};

    if (getrlimit(which, &now) == 0 && now.rlim_max < hard)
        want.rlim_max = now.rlim_max;
    if (want.rlim_cur > want.rlim_max)
        want.rlim_cur = want.rlim_max;
    need(setrlimit(which, &want) == 0, "limits");
}

static void setup_limits(const struct child_plan *plan)
{
    const struct sandbox_limits *l = &plan->limits;
    const bool compile = plan->profile == PROFILE_COMPILE;
    const rlim_t mb = 1 << 20;
    rlim_t cpu = (rlim_t)l->cpu_s + CPU_SPARE_S;
    rlim_t space =
        (l->memory_mb + (compile ? SPACE_COMPILE_MB : SPACE_RUN_MB)) * mb;

    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_CPU, cpu, cpu + 1);
    limit(RLIMIT_FSIZE, l->file_max_mb * mb, l->file_max_mb * mb);
    limit(RLIMIT_MEMLOCK, 0, 0);
    limit(RLIMIT_STACK, STACK_MB * mb, STACK_MB * mb);
    /* A sanitizer reserves terabytes for its shadow, the explorer gigabytes. */
    if (compile || plan->profile == PROFILE_RUN)
        limit(RLIMIT_AS, space, space);
    if (plan->limit_tasks) {
        rlim_t tasks = compile           ? TASKS_COMPILE
                       : plan->processes ? TASKS_PROCESSES
                                         : TASKS_RUN;
        limit(RLIMIT_NPROC, tasks, tasks);
    }
}

/* After the listener has been sent: the limit is also one on descriptors that
 * are on their way, all jobs of the user together. */
static void setup_files_limit(const struct child_plan *plan)
{
    rlim_t files =
        plan->profile == PROFILE_COMPILE ? OPEN_FILES_COMPILE : OPEN_FILES;

    limit(RLIMIT_NOFILE, files, files); /* S2 */
}

/* The supervisor's dispositions and mask are not the program's. */
static void setup_signals(void)
{
    sigset_t none;

    for (int s = 1; s < NSIG; s++)
        (void)signal(s, SIG_DFL);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Tells the supervisor our process id, which the kernel stamps on the packet,
 * and hands over the listener. */
static void send_ready(int listener)
{
    struct child_message m = {.kind = CHILD_READY, .value = listener >= 0};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {&m, sizeof m};
    struct msghdr packet = {.msg_iov = &part, .msg_iovlen = 1};

    if (listener >= 0) {
        packet.msg_control = &control;
        packet.msg_controllen = sizeof control;
        struct cmsghdr *c = CMSG_FIRSTHDR(&packet);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &listener, sizeof listener);
    }
    if (sendmsg(FD_CONTROL, &packet, MSG_NOSIGNAL) < 0)
        _exit(127);
}

static void setup_landlock(const struct child_plan *plan)
{
    if (plan->rules < 0)
        return;
    /* LeakSanitizer lists its threads there. */
    if (plan->profile == PROFILE_ASAN)
        need(landlock_grant_proc(FD_RULES), "landlock (/proc)");
    if (plan->own_folder)
        need(landlock_grant_folder(FD_RULES, plan->dir), "landlock (folder)");
    need(landlock_enter(FD_RULES), "landlock");
}

static void setup_seccomp(const struct child_plan *plan)
{
    int listener = -1;

    if (plan->filter != NULL) {
        if (!(plan->namespaces & CLONE_NEWPID))
            need(seccomp_enter_signals(getpid()), "seccomp (signals)");
        need(seccomp_enter(plan->filter, plan->notify, &listener), "seccomp");
    }
    send_ready(listener);
}

/* The program's process, as a list. */
static _Noreturn void program_main(const struct child_plan *plan)
{
    setsid();
    need(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "parent's death");
    umask(022);
    need(chdir(plan->dir) == 0, "working folder");
    if (plan->fixed_addresses)
        (void)personality(ADDR_NO_RANDOMIZE);
    setup_signals();
    setup_limits(plan);
    need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
    need(drop_capabilities(), "capabilities");
    setup_landlock(plan);
    setup_seccomp(plan);
    setup_files_limit(plan);
    if (plan->profile == PROFILE_COMPILE)
        execve(plan->argv[0], plan->argv, plan->env);
    else
        syscall(SYS_execveat, FD_PROGRAM, "", plan->argv, plan->env,
                AT_EMPTY_PATH);
    die("starting the program");
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void report_exit(int status, const struct rusage *used)
{
    struct child_message m = {
        .kind = CHILD_EXITED,
        .value = status,
        .cpu_s = seconds(used->ru_utime) + seconds(used->ru_stime),
        .peak_kb = used->ru_maxrss,
    };

    (void)send(FD_CONTROL, &m, sizeof m, MSG_NOSIGNAL);
}

/* Processes that the program leaves behind may send signals to its id, where
 * they share ids with others: they go before it is free for somebody else. */
static void kill_left_behind(pid_t program)
{
    siginfo_t ended = {0};

    if (waitid(P_PID, (id_t)program, &ended, WEXITED | WNOHANG | WNOWAIT) ==
            0 &&
        ended.si_pid == program)
        (void)tree_kill_below(getpid());
}

/* Reaps what is there. Where ending this process ends the namespace, the
 * program's end is ours; elsewhere the supervisor kills the rest first. */
static void reap(pid_t program, bool namespace)
{
    struct rusage used;
    int status;

    if (!namespace)
        kill_left_behind(program);
    for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &used)) > 0;) {
        if (pid != program)
            continue;
        report_exit(status, &used);
        if (namespace)
            _exit(0);
    }
}

/* The supervisor has vanished, or wants us to. The dead are not waited for
 * before all are dead: they count for the limit on tasks, so that a program
 * which starts processes without end cannot make new ones for those we kill. */
static _Noreturn void end_all(bool namespace)
{
    if (!namespace) {
        while (!tree_kill_below(getpid()))
            ;
        while (wait(NULL) > 0 || errno == EINTR)
            ;
    }
    _exit(0);
}

/* Waits for children to end, and for the end of it all. */
static _Noreturn void init_main(pid_t program, int children, bool namespace)
{
    struct pollfd on[] = {{children, POLLIN, 0}, {FD_CONTROL, POLLRDHUP, 0}};
    struct signalfd_siginfo drop;

    for (;;) {
        if (poll(on, 2, -1) < 0 && errno != EINTR)
            _exit(127);
        if (on[1].revents & (POLLRDHUP | POLLHUP | POLLERR))
            end_all(namespace);
        if (on[0].revents & POLLIN)
            (void)!read(children, &drop, sizeof drop);
        reap(program, namespace);
    }
}

/* It borrows our memory until it is another program: a copy, thrown away a
 * moment later, would be a good part of what a job costs. What it writes there
 * is its own stack and errno; all it sets up is the kernel's, and its own. */
static pid_t start_program(const struct child_plan *plan)
{
    pid_t pid = vfork();

    if (pid == 0)
        program_main(plan);
    return pid;
}

static _Noreturn void child_main(const struct child_plan *plan)
{
    const bool namespace = plan->namespaces & CLONE_NEWPID;
    sigset_t chld;

    setup_fds(plan);
    setup_wait();
    if (plan->namespaces & CLONE_NEWNS)
        need(mount_proc(), "mounting /proc");
    if (plan->own_folder)
        need(mount_folder(plan), "mounting its folder");
    if (plan->drop_ids)
        need(child_become_nobody(), "giving up root");
    /* Both are lost when ids change. */
    need(prctl(PR_SET_PDEATHSIG, namespace ? SIGKILL : 0) == 0,
         "parent's death");
    need(prctl(PR_SET_DUMPABLE, 0) == 0, "hiding our memory");
    need(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "adopting orphans");
    setsid();
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    need(sigprocmask(SIG_BLOCK, &chld, NULL) == 0, "signals");
    int children = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
    need(children >= 0, "signals");
    pid_t program = start_program(plan);
    need(program > 0, "starting a process");
    close_from_to(0, 2);
    for (int fd = 3; fd <= FD_RULES; fd++)
        if (fd != FD_CONTROL && fd != children)
            close(fd);
    init_main(program, children, namespace);
}

static pid_t clone_into(int namespaces)
{
    /* As fork, and all zero besides: the order of arguments does not matter. */
    return (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);
}

pid_t child_start(const struct child_plan *plan)
{
    pid_t pid = clone_into(plan->namespaces);

    if (pid == 0)
        child_main(plan);
    return pid;
}

static bool write_proc(pid_t pid, const char *file, const char *text)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    return ok;
}

/* One id, mapped to itself. */
static bool map_these(pid_t pid, unsigned uid, unsigned gid)
{
    char text[64];

    snprintf(text, sizeof text, "%u %u 1", gid, gid);
    if (!write_proc(pid, "gid_map", text))
        return false;
    snprintf(text, sizeof text, "%u %u 1", uid, uid);
    return write_proc(pid, "uid_map", text);
}

/* An ordinary user may map its own, and must give up changing groups first. */
static bool map_own(pid_t pid, unsigned uid, unsigned gid)
{
    return write_proc(pid, "setgroups", "deny") && map_these(pid, uid, gid);
}

/* Nobody's when we are root, else ours. */
static bool map_ids(pid_t pid, bool drop_ids)
{
    return drop_ids ? map_these(pid, CHILD_UID, CHILD_UID)
                    : map_own(pid, geteuid(), getegid());
}

bool child_release(const struct child_plan *plan, pid_t pid, int control)
{
    if ((plan->namespaces & CLONE_NEWUSER) && !map_ids(pid, plan->drop_ids))
        return false;
    return send(control, "", 1, MSG_NOSIGNAL) == 1;
}

/* The other end of `go` is nobody's but the caller's: it ends with it. */
static _Noreturn void try_inside(const int go[2], int namespaces, bool drop_ids)
{
    char c;

    close(go[1]);
    bool ok = read(go[0], &c, 1) == 1 &&
              (!(namespaces & CLONE_NEWNS) || mount_proc()) &&
              (!drop_ids || child_become_nobody());

    _exit(ok ? 0 : errno);
}

int child_try_namespaces(int namespaces, bool drop_ids)
{
    int go[2], status, why = 0;

    if (pipe2(go, O_CLOEXEC) != 0)
        return errno;
    pid_t pid = clone_into(namespaces);
    if (pid == 0)
        try_inside(go, namespaces, drop_ids);
    if (pid < 0 || ((namespaces & CLONE_NEWUSER) && !map_ids(pid, drop_ids)) ||
        write(go[1], "", 1) != 1)
        why = errno;
    close(go[0]);
    close(go[1]);
    if (pid > 0) {
        if (why != 0)
            kill(pid, SIGKILL);
        if (waitpid(pid, &status, 0) == pid && why == 0)
            why = WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
    }
    return why;
}

bool child_enter_network(void)
{
    const unsigned uid = geteuid(), gid = getegid();

    if (unshare(CLONE_NEWNET) == 0)
        return true;
    /* An ordinary user has rights over a new user namespace only. Our files in
     * /proc belong to root after it, until we say that they need not. */
    return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
           prctl(PR_SET_DUMPABLE, 1) == 0 && map_own(getpid(), uid, gid);
}
