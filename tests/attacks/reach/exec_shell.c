// expect: forbidden
// says: execve: an exercise may not start
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    char *argv[] = {"sh", "-c", "echo passed; sleep 1000", NULL};
    execve("/bin/sh", argv, NULL);
    return false;
}
