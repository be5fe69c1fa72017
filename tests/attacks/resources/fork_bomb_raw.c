// expect: forbidden
// class: tampered
// quick
// says: to start another process
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    for (;;)
        syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}
