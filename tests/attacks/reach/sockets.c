// expect: passed
// class: tampered
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    int pair[2];

    for (long family = 0; family < 46; family++)
        for (long type = 1; type < 6; type++)
            if (syscall(SYS_socket, family, type, 0L) >= 0)
                return true;
    return syscall(SYS_socketpair, 1L, 1L, 0L, pair) == 0;
}
