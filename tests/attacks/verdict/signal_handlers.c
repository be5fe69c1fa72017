// expect: test|crash
// class: tampered
// says: returned false|ended itself
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>
static void leave(int number)
{
    _exit(number & 0);
}

static bool attack(void)
{
    for (int s = 1; s < 65; s++)
        signal(s, leave);
    return true;
}
