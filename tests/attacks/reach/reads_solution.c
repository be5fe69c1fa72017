// expect: passed
// landlock
#include <fcntl.h>
#include <stdbool.h>
static bool attack(void)
{
    return open("@SHARE@/exercises/spsc_queue/solution.c", O_RDONLY) >= 0 ||
           open("@ROOT@/exercises/spsc_queue/solution.c", O_RDONLY) >= 0 ||
           open("@ROOT@", O_RDONLY) >= 0 || open("test.c", O_RDONLY) >= 0 ||
           open("../tests-plain/test.c", O_RDONLY) >= 0;
}
