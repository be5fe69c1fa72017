// expect: forbidden
// says: system: an exercise may not start
#include <stdbool.h>
#include <stdlib.h>
static bool attack(void)
{
    return system("touch @HOME@/pwned; sleep 1000 &") != 0;
}
