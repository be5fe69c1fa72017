// expect: forbidden
// says: kill: an exercise may not
#include <signal.h>
#include <stdbool.h>
static bool attack(void)
{
    kill(-1, SIGKILL);
    return false;
}
