/* Seccomp filters.
 *
 * A filter allows what it does not name. (A list of what is allowed would have
 * to follow every libc and sanitizer runtime: LeakSanitizer spins for ever
 * where one call is missing from such a list.) What it names fails with EPERM,
 * which libraries cope with, except for what no exercise can need -- another
 * process, another program, ptrace -- which ends the job and is reported.
 *
 * S1. The report cannot be hidden: the kernel stops the thread and hands the
 *     call to our listener, before any handler of the program runs.
 * S2. Our own execveat passes the filter that refuses every other: it executes
 *     descriptor SECCOMP_PROGRAM_FD, a number above the program's limit.
 * S3. Arguments are compared in the 32 bits that the kernel looks at, so that
 *     garbage above them changes nothing.
 * S4. Where the kernel cannot limit how many processes a job has, it has none
 *     that the supervisor has not let through. It waits in the call, so that a
 *     tree which is to end cannot grow. Only there: a handler that runs in the
 *     wait makes fork fail with EINTR, which programs do not expect. */
#include "grader/sandbox_seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    FILTER_MAX = 1024, /* instructions; ours have about 200 */
};

/* No profile may do these. */
static const char *const denied[] = {
    "socket",
    "socketpair",
    "accept",
    "accept4",
    "bind",
    "connect",
    "listen",
    /* other processes */
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "pidfd_open",
    "pidfd_getfd",
    "pidfd_send_signal",
    "kcmp",
    "migrate_pages",
    "move_pages",
    /* namespaces and mounts */
    "unshare",
    "setns",
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "name_to_handle_at",
    "open_by_handle_at",
    /* the kernel's own machinery */
    "bpf",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "perf_event_open",
    "userfaultfd",
    "fanotify_init",
    "inotify_init",
    "inotify_init1",
    "seccomp",
    "quotactl",
    "swapon",
    "swapoff",
    "reboot",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "acct",
    "syslog",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "lookup_dcookie",
    "nfsservctl",
    "uselib",
    "vhangup",
    "modify_ldt",
    /* memory that no process is seen to hold */
    "memfd_create",
    "memfd_secret",
    "shmget",
    "shmat",
    "shmctl",
    "msgget",
    "semget",
    "mq_open",
    /* what Landlock does not cover */
    "chown",
    "fchown",
    "lchown",
    "fchownat",
    "utime",
    "utimes",
    "futimesat",
    "utimensat",
    "setxattr",
    "lsetxattr",
    "fsetxattr",
    "removexattr",
    "lremovexattr",
    "fremovexattr",
    "mknod",
    "mknodat",
    "symlink",
    "symlinkat",
    "link",
    "linkat",
};

/* The same, too young for the libseccomp of Debian 12: fchmodat2, setxattrat,
 * removexattrat, open_tree_attr, file_setattr. Numbers since 424 are equal on
 * all machines. */
static const int denied_numbers[] = {452, 463, 466, 467, 469};

/* The toolchain makes its output executable; a learner's program may not. */
static const char *const denied_to_programs[] = {
    "chmod",
    "fchmod",
    "fchmodat",
    /* Linux shares processors out to sessions first: a bomb of hundreds would
     * leave us one part in hundreds to stop it. */
    "setsid",
};

/* What ends the job of a learner's program. */
static const char *const fatal[] = {"fork", "vfork", "execve"};

/* After one of these a signal handler may do what a deadlock waits for. */
static const char *const timers[] = {
    "alarm",
    "setitimer",
    "timer_create",
};

/* What sends a signal, and which argument says which. A SIGKILL is reported:
 * else nobody could tell a program that killed itself from one that the system
 * killed, for lack of memory, say. */
static const struct {
    const char *name;
    unsigned arg;
} senders[] = {
    {"kill", 1},
    {"tkill", 1},
    {"tgkill", 2},
    {"rt_sigqueueinfo", 1},
    {"rt_tgsigqueueinfo", 2},
};

/* What makes a process; clone may make a thread. */
static const char *const starters[] = {"fork", "vfork", "clone"};
enum { STARTERS_ALWAYS = 2 };

/* Flags of clone that a job with processes may not use either. */
static const uint64_t new_namespace[] = {
    CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
    CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET,
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LOW32(arg, value) SCMP_CMP64(arg, SCMP_CMP_MASKED_EQ, 0xffffffff, value)

static bool add_all(scmp_filter_ctx f, uint32_t action,
                    const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        if (number != __NR_SCMP_ERROR &&
            seccomp_rule_add(f, action, number, 0) < 0)
            return false;
    }
    return true;
}

static bool add(scmp_filter_ctx f, uint32_t action, int number,
                struct scmp_arg_cmp cmp)
{
    return seccomp_rule_add(f, action, number, 1, cmp) >= 0;
}

static bool add_common(scmp_filter_ctx f)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);

    for (size_t i = 0; i < COUNT(denied_numbers); i++)
        if (seccomp_rule_add(f, no, denied_numbers[i], 0) < 0)
            return false;
    return add_all(f, no, denied, COUNT(denied)) &&
           /* Asking is harmless, and ThreadSanitizer asks. */
           add(f, no, SCMP_SYS(personality),
               SCMP_A0(SCMP_CMP_NE, 0xffffffff)) &&
           add(f, no, SCMP_SYS(ioctl), LOW32(1, TIOCSTI));
}

/* Standard error cannot be closed or replaced: a sanitizer's report goes
 * there. Programs such as cat close it at their end, and fail if that fails:
 * they are told that it went well. */
static bool add_pinned_stderr(scmp_filter_ctx f, bool processes)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);
    const uint32_t closed = SCMP_ACT_ERRNO(processes ? 0 : EPERM);

    return add(f, closed, SCMP_SYS(close), LOW32(0, 2)) &&
           add(f, no, SCMP_SYS(dup2), LOW32(1, 2)) &&
           add(f, no, SCMP_SYS(dup3), LOW32(1, 2)) &&
           add(f, no, SCMP_SYS(close_range), SCMP_A0(SCMP_CMP_LE, 2)) &&
           add(f, no, SCMP_SYS(close_range), SCMP_A0(SCMP_CMP_GT, 0xffffffff));
}

/* Threads are all that a program may start. */
static bool add_threads_only(scmp_filter_ctx f, uint32_t end,
                             enum profile profile)
{
    const uint64_t thread = CLONE_THREAD;
    const uint64_t own_space = CLONE_VM | CLONE_THREAD;

    /* glibc falls back to clone, whose flags a filter can see. */
    if (seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0)
        return false;
    if (profile != PROFILE_ASAN)
        return add(f, end, SCMP_SYS(clone),
                   SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, thread, 0));
    /* LeakSanitizer stops the threads from a task that shares their memory:
     * CLONE_VM, but neither CLONE_VFORK nor CLONE_THREAD. */
    return add(f, end, SCMP_SYS(clone),
               SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, own_space, 0)) &&
           add(f, end, SCMP_SYS(clone),
               SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, thread | CLONE_VFORK,
                          CLONE_VFORK));
}

static bool add_processes(scmp_filter_ctx f, bool reported)
{
    uint64_t plain = CLONE_THREAD;

    for (size_t i = 0; i < COUNT(new_namespace); i++) {
        plain |= new_namespace[i];
        if (!add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone),
                 SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, new_namespace[i],
                            new_namespace[i])))
            return false;
    }
    /* As with threads: the flags of clone3 cannot be seen. */
    if (seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0)
        return false;
    return !reported || /* S4 */
           (add(f, SCMP_ACT_NOTIFY, SCMP_SYS(clone),
                SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, plain, 0)) &&
            add_all(f, SCMP_ACT_NOTIFY, starters, STARTERS_ALWAYS));
}

/* Code is what the linker loads from files. Memory that was written does not
 * become code, so that a program cannot patch what judges it. */
static bool add_no_new_code(scmp_filter_ctx f)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);
    const uint64_t exec = PROT_EXEC, both = PROT_WRITE | PROT_EXEC;
    const struct scmp_arg_cmp with_exec =
        SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, exec, exec);

    return add(f, no, SCMP_SYS(mprotect), with_exec) &&
           add(f, no, SCMP_SYS(pkey_mprotect), with_exec) &&
           add(f, no, SCMP_SYS(mmap),
               SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, both, both)) &&
           seccomp_rule_add(f, no, SCMP_SYS(mmap), 2, with_exec,
                            SCMP_CMP64(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS,
                                       MAP_ANONYMOUS)) >= 0;
}

static bool add_senders(scmp_filter_ctx f)
{
    for (size_t i = 0; i < COUNT(senders); i++) {
        int number = seccomp_syscall_resolve_name(senders[i].name);
        if (!add(f, SCMP_ACT_NOTIFY, number,
                 SCMP_CMP64(senders[i].arg, SCMP_CMP_MASKED_EQ, 0xffffffff,
                            SIGKILL)))
            return false;
    }
    return true;
}

static bool is_sender(int number)
{
    for (size_t i = 0; i < COUNT(senders); i++)
        if (number == seccomp_syscall_resolve_name(senders[i].name))
            return true;
    return false;
}

static bool add_program(scmp_filter_ctx f, enum profile profile,
                        enum seccomp_processes processes, bool notify)
{
    const uint32_t end = notify ? SCMP_ACT_NOTIFY : SCMP_ACT_KILL_PROCESS;
    const int execveat_nr = SCMP_SYS(execveat);

    if (!add_all(f, SCMP_ACT_ERRNO(EPERM), denied_to_programs,
                 COUNT(denied_to_programs)) ||
        (processes == SECCOMP_NO_PROCESSES &&
         !add_all(f, end, fatal, COUNT(fatal))))
        return false;
    if (notify && profile == PROFILE_RUN &&
        !add_all(f, end, timers, COUNT(timers)))
        return false;
    if (notify && !add_senders(f))
        return false;
    return (profile == PROFILE_ASAN ||
            seccomp_rule_add(f, end, SCMP_SYS(ptrace), 0) >= 0) &&
           add(f, end, execveat_nr,
               SCMP_A0(SCMP_CMP_NE, SECCOMP_PROGRAM_FD)) && /* S2 */
           add(f, end, execveat_nr, SCMP_A4(SCMP_CMP_NE, AT_EMPTY_PATH)) &&
           (processes == SECCOMP_NO_PROCESSES
                ? add_threads_only(f, end, profile)
                : add_processes(f, processes == SECCOMP_REPORT_PROCESSES)) &&
           add_no_new_code(f) &&
           add_pinned_stderr(f, processes != SECCOMP_NO_PROCESSES);
}

/* libseccomp writes a filter to a descriptor only. */
static bool export(scmp_filter_ctx f, struct sock_fprog *out)
{
    static struct sock_filter code[FILTER_MAX];
    int ends[2];
    bool ok = false;

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    ssize_t size = seccomp_export_bpf(f, ends[1]) < 0
                       ? -1
                       : read(ends[0], code, sizeof code);
    if (size > 0 && (size_t)size < sizeof code) {
        out->filter = malloc((size_t)size);
        out->len = (unsigned short)((size_t)size / sizeof *code);
        if (out->filter != NULL)
            memcpy(out->filter, code, (size_t)size);
        ok = out->filter != NULL;
    }
    close(ends[0]);
    close(ends[1]);
    return ok;
}

static bool build(enum profile profile, enum seccomp_processes processes,
                  bool notify, struct sock_fprog *out)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    bool ok = f != NULL &&
              seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH,
                               SCMP_ACT_KILL_PROCESS) == 0 &&
              seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
              add_common(f) &&
              (profile == PROFILE_COMPILE
                   ? seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM),
                                      SCMP_SYS(ptrace), 0) >= 0
                   : add_program(f, profile, processes, notify)) &&
              export(f, out);

    if (f != NULL)
        seccomp_release(f);
    return ok;
}

/* Kept for the whole process: they depend on nothing that changes. */
const struct sock_fprog *seccomp_filter(enum profile profile,
                                        enum seccomp_processes processes,
                                        bool notify)
{
    static struct filter {
        bool tried;
        struct sock_fprog prog;
    } filters[PROFILE_COUNT][SECCOMP_REPORT_PROCESSES + 1][2];
    struct filter *f = &filters[profile][processes][notify];

    if (!f->tried) {
        f->tried = true;
        if (!build(profile, processes, notify, &f->prog))
            f->prog.len = 0;
    }
    return f->prog.len ? &f->prog : NULL;
}

bool seccomp_enter(const struct sock_fprog *filter, bool notify, int *listener)
{
    unsigned flags = notify ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
    long r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, filter);

    *listener = notify ? (int)r : -1;
    return r >= 0;
}

/* By hand, since `self` is known only when the process is there. The other
 * filter has turned down foreign architectures. */
bool seccomp_enter_signals(pid_t self)
{
    const uint32_t nr = offsetof(struct seccomp_data, nr);
    const uint32_t target = offsetof(struct seccomp_data, args[0]);
    const uint32_t no = SECCOMP_RET_ERRNO | EPERM;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, nr),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tkill, 7, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigqueueinfo, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_tgsigqueueinfo, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, target),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)self, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, no),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog prog = {COUNT(code), code};
    int listener;

    return seccomp_enter(&prog, false, &listener);
}

static bool is_one_of(int number, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (number == seccomp_syscall_resolve_name(names[i]))
            return true;
    return false;
}

void seccomp_let_through(int listener, uint64_t id)
{
    struct seccomp_notif_resp go = {
        .id = id,
        .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
    };

    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &go) != 0) {
        go.flags = 0;
        go.error = -EPERM;
        (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &go);
    }
}

struct seccomp_event seccomp_event_read(int listener)
{
    struct seccomp_notif report = {0};
    struct seccomp_event event = {.kind = SECCOMP_NOTHING, .syscall = -1};
    struct pollfd ready = {listener, POLLIN, 0};

    /* Receiving would block; after this it does not, even where the call has
     * been taken back in between. */
    bool any = poll(&ready, 1, 0) == 1;
    if (any && !(ready.revents & POLLIN) && ready.revents & POLLHUP)
        event.kind = SECCOMP_GONE;
    if (!any || !(ready.revents & POLLIN) ||
        ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &report) != 0)
        return event;
    event.id = report.id;
    event.syscall = report.data.nr;
    event.kind = SECCOMP_REFUSED;
    if (is_one_of(event.syscall, timers, COUNT(timers)))
        event.kind = SECCOMP_TIMER;
    else if (is_one_of(event.syscall, starters, COUNT(starters)))
        event.kind = SECCOMP_PROCESS;
    else if (is_sender(event.syscall))
        event.kind = SECCOMP_KILL;
    return event;
}

void seccomp_name(int number, char *out, size_t size)
{
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

    snprintf(out, size, "%s", name != NULL ? name : "?");
    free(name);
}
