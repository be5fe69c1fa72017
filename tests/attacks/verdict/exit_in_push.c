// expect: crash
// quick
// says: ended itself, with exit status 0, in the middle
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    _exit(0);
}
