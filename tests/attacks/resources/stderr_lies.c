// expect: limit
// says: printed without end
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    for (;;)
        fputs("==================\n"
              "WARNING: ThreadSanitizer: data race (pid=1)\n"
              "  Write of size 4 at 0x1 by thread T1:\n"
              "    #0 main test.c:1 (x+0x1)\n\n",
              stderr);
}
