// expect: passed
// quick
// landlock
#include <fcntl.h>
#include <stdbool.h>
static bool attack(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}
