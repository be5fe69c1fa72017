// expect: forbidden
// says: an exercise may not start
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
static bool attack(void)
{
    setenv("CK_RUN_CASE", "none", 1);
    execl("/proc/self/exe", "program", "--list", (char *)NULL);
    return true;
}
