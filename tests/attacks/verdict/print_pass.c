// expect: test
// quick
// says: returned false
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    puts("PASS");
    puts("100%: Checks: 17, Failures: 0, Errors: 0");
    return true;
}
