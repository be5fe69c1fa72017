// expect: crash|passed
// class: tampered
// quick
// processes
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static bool attack(void)
{
    static bool done;
    if (done)
        return false;
    done = true;
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;) {
                syscall(SYS_kill, -1, SIGKILL);
                syscall(SYS_kill, 1, SIGKILL);
                for (int pid = 2; pid < 100; pid++)
                    if (pid != getpid())
                        syscall(SYS_kill, pid, SIGKILL);
            }
        _exit(0);
    }
    wait(NULL);
    usleep(100000);
    return false;
}
