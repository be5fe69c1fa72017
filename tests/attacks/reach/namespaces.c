// expect: passed
// class: tampered
// quick
#define _GNU_SOURCE
#include <sched.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    return syscall(SYS_unshare, CLONE_NEWUSER) == 0 ||
           syscall(SYS_unshare, CLONE_NEWNS) == 0 ||
           syscall(SYS_unshare, CLONE_NEWPID) == 0 ||
           syscall(SYS_setns, 0L, 0L) == 0 ||
           mount("none", "pwned", "tmpfs", 0, NULL) == 0 ||
           mount("/etc", ".", NULL, MS_BIND, NULL) == 0 ||
           syscall(SYS_pivot_root, ".", ".") == 0 || chroot(".") == 0;
}
