// expect: limit
// says: used more than 256 MB of memory
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
static bool attack(void)
{
    for (;;) {
        char *p = malloc(1 << 20);
        if (p != NULL)
            memset(p, 1, 1 << 20);
    }
}
