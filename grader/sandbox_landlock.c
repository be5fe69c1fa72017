/* Landlock rules.
 *
 * A set handles every right that the kernel knows: what no rule grants is
 * refused. Rules grant by folder, so that nothing can be carved out of one that
 * is granted; hence the lists name folders of /usr and leave out /usr/share,
 * where an installed threadlings keeps its solutions. */
#include "grader/sandbox_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights and fields by the version that brought them, where the header of
 * Debian 12 stops at version 2. */
enum {
    FS_1 = (1 << 13) - 1, /* EXECUTE up to MAKE_SYM */
    FS_REFER = 1 << 13,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
    NET_BIND_TCP = 1 << 0,
    NET_CONNECT_TCP = 1 << 1,
    SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0,
    SCOPE_SIGNAL = 1 << 1,
};

struct ruleset {
    uint64_t fs;
    uint64_t net;    /* since 4 */
    uint64_t scoped; /* since 6 */
};

enum {
    READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    USE = READ | LANDLOCK_ACCESS_FS_EXECUTE,
    /* A learner's program needs a temporary file at most: no folders, which it
     * could make unreadable, and no links for us to stumble over. */
    KEEP = READ | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE |
           LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE,
    BUILD = KEEP | USE | FS_REFER | LANDLOCK_ACCESS_FS_MAKE_DIR |
            LANDLOCK_ACCESS_FS_REMOVE_DIR,
    FILES = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
            LANDLOCK_ACCESS_FS_EXECUTE | FS_TRUNCATE | FS_IOCTL_DEV,
};

struct grant {
    const char *path; /* what is not there on this machine is left out */
    uint64_t rights;
};

/* Libraries, for every program. */
static const struct grant to_run[] = {
    {"/lib", USE},
    {"/lib64", USE},
    {"/lib32", USE},
    {"/usr/lib", USE},
    {"/usr/lib64", USE},
    {"/usr/lib32", USE},
    {"/usr/local/lib", USE},
    {"/etc/ld.so.cache", READ},
    {"/nix/store", USE},
    {"/gnu/store", USE},
    {"/dev/zero", READ},
    {"/dev/urandom", READ},
    {"/dev/null", READ | LANDLOCK_ACCESS_FS_WRITE_FILE},
};

/* The toolchain, besides. */
static const struct grant to_compile[] = {
    {"/bin", USE},
    {"/sbin", USE},
    {"/usr/bin", USE},
    {"/usr/sbin", USE},
    {"/usr/libexec", USE},
    {"/usr/include", USE},
    {"/usr/local/bin", USE},
    {"/usr/local/include", USE},
    /* Compilers for other machines keep their headers there. */
    {"/usr/aarch64-linux-gnu", USE},
    {"/usr/x86_64-linux-gnu", USE},
    {"/opt", USE},
    {"/etc/alternatives", USE},
};

/* Programs that a job with processes may execute: they are on every system and
 * do nothing that the job could not do itself. */
static const struct grant to_execute[] = {
    {"/bin/true", USE}, {"/bin/false", USE}, {"/bin/echo", USE},
    {"/bin/cat", USE},  {"/bin/sh", USE},
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
                       LANDLOCK_CREATE_RULESET_VERSION);

    return abi < 0 ? 0 : (int)abi;
}

static uint64_t fs_rights(int abi)
{
    uint64_t rights = FS_1;

    if (abi >= 2)
        rights |= FS_REFER;
    if (abi >= 3)
        rights |= FS_TRUNCATE;
    if (abi >= 5)
        rights |= FS_IOCTL_DEV;
    return rights;
}

static bool grant(int rules, const char *path, uint64_t rights)
{
    struct landlock_path_beneath_attr rule;
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return true;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rights &= FILES;
    rule.allowed_access = rights & fs_rights(landlock_abi());
    rule.parent_fd = fd;
    bool ok = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
                      &rule, 0) == 0;
    close(fd);
    return ok;
}

static bool grant_all(int rules, const struct grant *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!grant(rules, list[i].path, list[i].rights))
            return false;
    return true;
}

int landlock_rules(enum profile profile, bool processes, const char *program,
                   const char *dir)
{
    int abi = landlock_abi();
    struct ruleset set = {.fs = fs_rights(abi)};
    size_t size = abi >= 6   ? sizeof set
                  : abi >= 4 ? sizeof set - sizeof set.scoped
                             : sizeof set.fs;

    if (abi >= 4)
        set.net = NET_BIND_TCP | NET_CONNECT_TCP;
    if (abi >= 6)
        set.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
    if (rules < 0)
        return -1;
    bool compile = profile == PROFILE_COMPILE;
    bool ok = grant_all(rules, to_run, COUNT(to_run)) &&
              (!compile || grant_all(rules, to_compile, COUNT(to_compile))) &&
              (!processes || grant_all(rules, to_execute, COUNT(to_execute))) &&
              /* LeakSanitizer lists its threads there. */
              (profile != PROFILE_ASAN || grant(rules, "/proc", READ)) &&
              grant(rules, program, USE) &&
              grant(rules, dir, compile ? BUILD : KEEP);
    if (ok)
        return rules;
    int why = errno;
    close(rules);
    errno = why;
    return -1;
}

bool landlock_grant_proc(int rules)
{
    return grant(rules, "/proc", READ);
}

bool landlock_grant_folder(int rules, const char *dir)
{
    return grant(rules, dir, KEEP);
}

bool landlock_enter(int rules)
{
    return syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}
