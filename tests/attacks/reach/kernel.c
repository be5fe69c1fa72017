// expect: passed
// class: tampered
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    static char zeros[256];

    return syscall(SYS_bpf, 0L, zeros, 72L) >= 0 ||
           syscall(425 /* io_uring_setup */, 1L, zeros) >= 0 ||
           syscall(SYS_userfaultfd, 1L) >= 0 ||
           syscall(SYS_keyctl, 0L, -3L, 1L) >= 0 ||
           syscall(SYS_add_key, "user", "pwned", "x", 1L, -3L) >= 0 ||
           syscall(SYS_perf_event_open, zeros, 0L, -1L, -1L, 0L) >= 0 ||
           syscall(SYS_seccomp, 0L, 0L, 0L) >= 0 ||
           syscall(SYS_open_by_handle_at, -1L, zeros, 0L) >= 0;
}
