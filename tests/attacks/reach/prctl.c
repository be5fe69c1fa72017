// expect: passed
// class: tampered
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    syscall(SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0);
    syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
    syscall(SYS_prctl, PR_SET_NAME, "init", 0, 0, 0);
    syscall(SYS_setsid);
    return false;
}
