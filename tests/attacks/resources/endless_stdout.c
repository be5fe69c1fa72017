// expect: limit
// quick
// says: printed without end
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    for (;;)
        puts("all work and no play makes Jack a dull boy");
}
