// expect: forbidden
// says: an exercise may not start, signal
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    kill(getppid(), SIGKILL);
    return false;
}
