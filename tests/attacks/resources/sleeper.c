// expect: timeout|deadlock
// says: did not finish|waits for another
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    for (;;)
        pause();
}
