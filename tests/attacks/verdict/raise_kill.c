// expect: crash
// quick
// says: killed itself
#include <signal.h>
#include <stdbool.h>
static bool attack(void)
{
    raise(SIGKILL);
    return false;
}
