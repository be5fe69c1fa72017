// expect: timeout
// says: did not finish within 5 s
// processes
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>
static bool attack(void)
{
    if (fork() == 0)
        for (;;)
            pause();
    wait(NULL);
    return false;
}
