// expect: timeout
// says: kept the processor busy for 1 s
#include <stdbool.h>

static volatile int on = 1;
static bool attack(void)
{
    while (on)
        ;
    return false;
}
