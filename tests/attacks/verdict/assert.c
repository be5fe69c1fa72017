// expect: assertion
// says: assert\(0 && .*never.*\) failed
#include <assert.h>
#include <stdbool.h>
static bool attack(void)
{
    assert(0 && "never");
    return false;
}
