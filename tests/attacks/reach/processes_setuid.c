// expect: passed
// processes
// landlock
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>
static bool attack(void)
{
    static const char *const programs[] = {"/bin/su", "/usr/bin/passwd",
                                           "/usr/bin/env",
                                           "@ROOT@/threadlings"};
    static bool done;
    int status;

    for (int i = 0; !done && i < 4; i++) {
        if (fork() == 0) {
            execl(programs[i], programs[i], (char *)NULL);
            _exit(77);
        }
        if (wait(&status) > 0 && WEXITSTATUS(status) != 77)
            return true;
    }
    done = true;
    return geteuid() == 0;
}
