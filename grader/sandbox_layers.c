/* Trying the layers: a forked child does what a job would, and its exit status
 * says how far it came. Version numbers would not tell: containers forbid what
 * their kernel has. */
#include "grader/sandbox_layers.h"

#include "grader/sandbox_child.h"
#include "grader/sandbox_landlock.h"
#include "grader/sandbox_seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    NAMESPACES_SOME =
        CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
    NAMESPACES_ALL = NAMESPACES_SOME | CLONE_NEWPID | CLONE_NEWNS,
};

/* Bits of a trying child's exit status. */
enum {
    HAS_LANDLOCK = 1,
    HAS_SECCOMP = 2,
    HAS_NOTIFY = 4,
    HAS_PERSONALITY = 8,
    HAS_NOBODY = 16,
};

static unsigned forbidden;
static bool tried;
static struct layers have;

void sandbox_forbid_layers(unsigned mask)
{
    forbidden = mask;
    tried = false;
}

static bool allowed(unsigned layer)
{
    return !(forbidden & layer);
}

/* A file that a job must not see, and that is on every system. */
static bool landlock_bites(int rules)
{
    if (!landlock_enter(rules))
        return false;
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd < 0 && errno == EACCES;
}

static bool refuses_sockets(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (fd >= 0)
        close(fd);
    return fd < 0 && errno == EPERM;
}

static _Noreturn void try_here(int rules, const struct sock_fprog *plain,
                               const struct sock_fprog *reporting)
{
    int has = 0, listener;

    if (personality(ADDR_NO_RANDOMIZE) >= 0)
        has |= HAS_PERSONALITY;
    if (geteuid() == 0 && child_become_nobody())
        has |= HAS_NOBODY;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(has);
    if (rules >= 0 && landlock_bites(rules))
        has |= HAS_LANDLOCK;
    if (reporting != NULL && seccomp_enter(reporting, true, &listener))
        has |= HAS_NOTIFY;
    else if (plain != NULL)
        (void)seccomp_enter(plain, false, &listener);
    if (refuses_sockets())
        has |= HAS_SECCOMP;
    _exit(has);
}

static int try_in_child(void)
{
    const struct sock_fprog *plain =
        seccomp_filter(PROFILE_RUN, SECCOMP_NO_PROCESSES, false);
    const struct sock_fprog *reporting =
        seccomp_filter(PROFILE_RUN, SECCOMP_NO_PROCESSES, true);
    int rules = landlock_abi() > 0
                    ? landlock_rules(PROFILE_RUN, false, "/usr", "/usr")
                    : -1;
    int status;
    pid_t pid = fork();

    if (pid == 0)
        try_here(rules, plain, reporting);
    if (rules >= 0)
        close(rules);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return 0;
    return WEXITSTATUS(status);
}

static int try_namespaces(void)
{
    if (!allowed(SANDBOX_NO_NAMESPACES))
        return 0;
    if (allowed(SANDBOX_NO_PID_NAMESPACE) &&
        child_try_namespaces(NAMESPACES_ALL, have.drop_ids) == 0)
        return NAMESPACES_ALL;
    return child_try_namespaces(NAMESPACES_SOME, have.drop_ids) == 0
               ? NAMESPACES_SOME
               : 0;
}

/* Before Linux 5.14 the limit counted all that the user runs anywhere, so that
 * a small one would stop a compiler on a busy desktop. Nothing to try: it shows
 * only where much is running. */
static bool counts_tasks(void)
{
    struct utsname system;
    int major, minor;

    return (have.namespaces & CLONE_NEWUSER) && uname(&system) == 0 &&
           sscanf(system.release, "%d.%d", &major, &minor) == 2 &&
           (major > 5 || (major == 5 && minor >= 14));
}

const struct layers *layers_get(void)
{
    if (tried)
        return &have;
    int has = try_in_child();
    have.landlock = (has & HAS_LANDLOCK) && allowed(SANDBOX_NO_LANDLOCK);
    have.seccomp = (has & HAS_SECCOMP) && allowed(SANDBOX_NO_SECCOMP);
    have.notify =
        have.seccomp && (has & HAS_NOTIFY) && allowed(SANDBOX_NO_NOTIFY);
    have.fixed_addresses = has & HAS_PERSONALITY;
    have.drop_ids = has & HAS_NOBODY;
    have.namespaces = try_namespaces();
    have.counts_tasks = counts_tasks();
    tried = true;
    return &have;
}

/* Tried by a child first: who came only halfway in could start no job. */
static bool can_share_network(int rest)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(child_enter_network() &&
                      child_try_namespaces(rest, have.drop_ids) == 0
                  ? 0
                  : 1);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

void sandbox_share_network(void)
{
    int rest = layers_get()->namespaces & ~CLONE_NEWNET;

    if (rest != have.namespaces && can_share_network(rest) &&
        child_enter_network())
        have.namespaces = rest;
}

static struct layer layer(const char *name, bool active, const char *why)
{
    return (struct layer){name, active, active ? NULL : why, true};
}

static struct layer comfort(const char *name, bool active, const char *why)
{
    return (struct layer){name, active, active ? NULL : why, false};
}

size_t layers_list(const struct layer **out)
{
    static struct layer list[7];
    const struct layers *l = layers_get();
    size_t n = 0;

    list[n++] = layer("landlock", l->landlock,
                      "This kernel or container has no Landlock: the program "
                      "can read the files that you can read, and change them.");
    list[n++] = layer("seccomp", l->seccomp,
                      "This kernel or container has no seccomp filters: the "
                      "program can use the network and start other programs.");
    list[n++] =
        comfort("system call reports", l->notify,
                "This kernel cannot report refused system calls: a "
                "program that makes one is killed without a name for it.");
    list[n++] =
        layer("user namespace", l->namespaces & CLONE_NEWUSER,
              "User namespaces are turned off here (a container, or a setting "
              "of the system): the program shares the network and the limit on "
              "processes with you.");
    list[n++] =
        layer("process namespace", l->namespaces & CLONE_NEWPID,
              "Process namespaces cannot be used here: processes that a "
              "program leaves behind are found and killed one by one.");
    list[n++] = comfort("fixed addresses", l->fixed_addresses,
                        "Address randomisation cannot be turned off here: "
                        "ThreadSanitizer may fail to start.");
    if (geteuid() == 0)
        list[n++] = layer("own user", l->drop_ids,
                          "Root cannot become another user here: the program "
                          "runs as root.");
    *out = list;
    return n;
}
