// expect: passed
// class: tampered
// quick
#define _GNU_SOURCE
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
static bool attack(void)
{
    static char to[64];
    struct iovec here = {to, sizeof to}, there = {(void *)0x400000, sizeof to};
    const long parent = syscall(SYS_getppid);

    return syscall(SYS_process_vm_readv, parent, &here, 1L, &there, 1L, 0L) >
               0 ||
           syscall(SYS_process_vm_writev, parent, &here, 1L, &there, 1L, 0L) >
               0 ||
           syscall(434 /* pidfd_open */, parent, 0L) >= 0 ||
           syscall(438 /* pidfd_getfd */, 3L, 0L, 0L) >= 0 ||
           syscall(SYS_kcmp, parent, parent, 0L, 0L, 0L) >= 0;
}
