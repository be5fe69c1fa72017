// expect: forbidden
// class: tampered
// quick
// says: execve to start another program
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    char *argv[] = {"sh", "-c", "echo passed; sleep 1000", NULL};
    syscall(SYS_execve, "/bin/sh", argv, argv + 3);
    return false;
}
