// expect: passed
/* Leaves something for the next test to find. */
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    static bool mine;
    FILE *f = fopen("pwned", "r");

    if (f != NULL) {
        fclose(f);
        return !mine;
    }
    f = fopen("pwned", "w");
    mine = f != NULL;
    if (f != NULL)
        fclose(f);
    return false;
}
