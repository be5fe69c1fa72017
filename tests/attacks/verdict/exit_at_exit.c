// expect: test
// class: tampered
// says: returned false
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
static void handler(void)
{
    _exit(0);
}

static bool attack(void)
{
    atexit(handler);
    return true;
}
