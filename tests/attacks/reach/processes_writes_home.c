// expect: passed
// processes
// landlock
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
static bool attack(void)
{
    static bool done;
    if (done)
        return false;
    done = true;
    return system("echo pwned >/tmp/pwned") == 0 ||
           system("echo pwned >@HOME@/pwned") == 0 ||
           system("cat /etc/passwd >/dev/null") == 0 ||
           system("cat @SHARE@/exercises/spsc_queue/solution.c >/dev/null") ==
               0 ||
           system("/bin/ls / >/dev/null") == 0;
}
