// expect: forged
// says: __lsan_
#include <stdbool.h>
#include <stdlib.h>
int innocent(void) __asm__("__lsan_"
                           "is_turned_off");
int innocent(void)
{
    return 1;
}

static bool attack(void)
{
    static void *volatile lost;

    lost = malloc(100);
    lost = NULL;
    return false;
}
