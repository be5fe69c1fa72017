// expect: forbidden|crash
// class: tampered
/* x32: the same architecture, other numbers. */
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
#ifdef __x86_64__
    return syscall(0x40000000L | SYS_getpid) > 0;
#else
    __builtin_trap();
#endif
}
