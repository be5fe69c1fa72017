// expect: passed
// quick
// landlock
#include <fcntl.h>
#include <stdbool.h>
static bool attack(void)
{
    const int flags = O_WRONLY | O_CREAT;

    return open("@HOME@/pwned", flags, 0666) >= 0 ||
           open("@TMP@/pwned", flags, 0666) >= 0 ||
           open("/tmp/pwned", flags, 0666) >= 0 ||
           open("/dev/shm/pwned", flags, 0666) >= 0 ||
           open("../pwned", flags, 0666) >= 0;
}
