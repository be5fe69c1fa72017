// expect: data-race
// class: tampered
// racy
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
static bool attack(void)
{
    close(2);
    dup2(1, 2);
    fclose(stderr);
    return false;
}
