// expect: passed|crash
#include <fcntl.h>
#include <stdbool.h>
static bool attack(void)
{
    int n = 0;

    while (open("/dev/null", O_RDONLY) >= 0)
        n++;
    return n > 64;
}
