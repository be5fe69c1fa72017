// expect: forbidden
// says: an exercise may not
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
static bool attack(void)
{
    puts("100%: Checks: 3, Failures: 0, Errors: 0");
    fflush(stdout);
    kill(getppid(), SIGKILL);
    kill(getpid(), SIGKILL);
    return false;
}
