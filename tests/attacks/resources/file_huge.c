// expect: limit|passed
// says: wrote a file of more than 1 MB
// quick
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    int fd = open("pwned", O_CREAT | O_RDWR, 0600);

    return ftruncate(fd, 1LL << 40) == 0;
}
