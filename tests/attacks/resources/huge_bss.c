// expect: limit
// says: used more than 256 MB of memory
#include <stdbool.h>
#include <string.h>
static char big[1 << 30];
static bool attack(void)
{
    memset(big, 1, sizeof big);
    return big[sizeof big - 1] == 0;
}
