// expect: data-race
#include "@name@.h"

static long total;

void @name@_add(long n)
{
    total = total + n;
}

long @name@_value(void)
{
    return total;
}
