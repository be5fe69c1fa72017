// expect: crash|timeout
// says: stop|finish
#include <signal.h>
#include <stdbool.h>
static bool attack(void)
{
    raise(SIGSTOP);
    return false;
}
