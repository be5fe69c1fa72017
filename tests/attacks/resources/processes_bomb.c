// expect: limit|timeout
// quick
// class: tampered
// says: started too many processes|did not finish
// processes
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    for (;;) {
        signal(SIGTERM, SIG_IGN);
        setsid();
        syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    }
}
