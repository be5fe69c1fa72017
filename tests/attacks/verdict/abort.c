// expect: crash
// says: called abort
#include <stdbool.h>
#include <stdlib.h>
static bool attack(void)
{
    abort();
}
