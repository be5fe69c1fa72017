// expect: limit|passed
// class: tampered
// says: made more than 256 files
// quick
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
static bool attack(void)
{
    static int n;
    char name[32];
    int made = 0;

    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "pwned-%d", n++);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0)
            break;
        made++;
        (void)!ftruncate(fd, 0);
        close(fd);
    }
    return made > 9999;
}
