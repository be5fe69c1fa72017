// expect: limit
// says: memory
// processes
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static bool attack(void)
{
    for (int i = 0; i < 8; i++)
        if (fork() == 0)
            for (;;) {
                char *p = malloc(1 << 20);
                if (p)
                    memset(p, i + 1, 1 << 20);
            }
    wait(NULL);
    return false;
}
