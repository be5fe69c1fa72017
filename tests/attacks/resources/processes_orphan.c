// expect: passed
// quick
// class: tampered
// processes
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    static bool done;
    if (done)
        return false;
    done = true;
    if (fork() == 0) {
        for (int s = 1; s < 64; s++)
            signal(s, SIG_IGN);
        for (int fd = 0; fd < 1024; fd++)
            close(fd);
        for (;;)
            pause();
    }
    return false;
}
