// expect: limit
// says: printed without end
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    for (;;)
        fputs("all work and no play makes Jack a dull boy\n", stderr);
}
