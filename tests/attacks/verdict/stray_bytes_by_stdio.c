// expect: misuse
// class: misuse|tampered
/* A mistake that uses nothing a screen would stop. */
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    char path[32];

    for (int fd = 3; fd < 64; fd++) {
        FILE *f = fdopen(fd, "w");
        if (f != NULL) {
            fprintf(f, "value %d\n", fd);
            fflush(f);
        }
    }
    return (void)path, false;
}
