#include "@name@.h"

void @name@_add(long n)
{
    (void)n; /* your code goes here */
}

long @name@_value(void)
{
    return 0;
}
