// expect: passed
// class: tampered
/* By the call itself: for a sanitizer's mlock all is well. */
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
static char big[1 << 26];
static bool attack(void)
{
    return syscall(SYS_mlock, big, sizeof big) == 0 ||
           syscall(SYS_mlockall, (long)MCL_FUTURE) == 0;
}
