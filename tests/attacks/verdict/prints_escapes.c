// expect: test
// says: returned false
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    puts("\033]0;pwned\007\033[2J\033[H all is well \302\233");
    return true;
}
