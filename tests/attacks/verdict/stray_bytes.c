// expect: misuse
// class: tampered
// says: descriptor that it did not open
// quick
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    for (int fd = 3; fd < 64; fd++)
        if (write(fd, "42\n", 3) < 0)
            continue;
    return false;
}
