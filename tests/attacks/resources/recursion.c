// expect: crash
// says: ran out of stack
#include <stdbool.h>

static volatile int depth;
static bool attack(void)
{
    volatile char room[256];
    room[0] = (char)depth++;
    return attack() && room[0];
}
