// expect: crash
// quick
// class: tampered
// says: ended itself, with exit status [01], in the
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    for (int fd = 0; fd < 1024; fd++)
        close(fd);
    return false;
}
