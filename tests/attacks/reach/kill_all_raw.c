// expect: passed
// class: tampered
// quick
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    syscall(SYS_kill, -1, SIGKILL);
    return false;
}
