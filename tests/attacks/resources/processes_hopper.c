// expect: timeout|limit|crash
// class: tampered|timeout|limit|crash
// processes
/* Each process starts the next and ends, so that whoever looks is too late. */
#include <stdbool.h>
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
        while (fork() == 0)
            ;
        _exit(0);
    }
    for (;;)
        sleep(1);
}
