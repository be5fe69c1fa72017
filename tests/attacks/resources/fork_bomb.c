// expect: forbidden
// says: fork: an exercise may not start
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    for (;;)
        fork();
}
