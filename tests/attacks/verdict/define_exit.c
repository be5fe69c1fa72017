// expect: forged
// class: tampered
// says: defines
#include <sys/syscall.h>
#include <unistd.h>
void exit(int status)
{
    syscall(SYS_exit_group, status & 0);
    __builtin_unreachable();
}

void _exit(int status)
{
    exit(status);
}
