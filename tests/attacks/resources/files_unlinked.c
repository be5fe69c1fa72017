// expect: passed|limit|crash
/* Files that have no name any more, but stay open and mapped. */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>
static bool attack(void)
{
    const size_t size = 1 << 20;

    for (int i = 0; i < 1000; i++) {
        int fd = open("pwned", O_CREAT | O_RDWR | O_EXCL, 0600);
        unlink("pwned");
        if (fd < 0)
            return false;
        if (ftruncate(fd, size) != 0)
            continue;
        char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (p == MAP_FAILED)
            return false;
        p[0] = 1;
    }
    return true;
}
