// expect: forbidden
// quick
// says: fork: an exercise may not start
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
static bool attack(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;)
                sleep(1);
        _exit(0);
    }
    return false;
}
