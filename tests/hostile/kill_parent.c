// expect: forbidden
// says: kill: an exercise may not
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    kill(getppid(), SIGKILL);
    return false;
}
