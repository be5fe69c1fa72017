// expect: passed
#include <fcntl.h>
#include <stdbool.h>
#include <sys/ioctl.h>
static bool attack(void)
{
    char c = 'x';

    for (int fd = 0; fd < 64; fd++)
        if (ioctl(fd, TIOCSTI, &c) == 0)
            return true;
    return open("/dev/tty", O_RDWR) >= 0;
}
