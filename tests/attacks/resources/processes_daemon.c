// expect: passed
// processes
#include <stdbool.h>
#include <stdlib.h>
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
            for (;;)
                sleep(1);
        _exit(0);
    }
    wait(NULL);
    return false;
}
