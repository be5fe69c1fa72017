// expect: test|crash
// class: tampered
/* Looks in the caller's code for what the test compares with. */
#include <stdbool.h>
#include <string.h>
static volatile int found;
static bool attack(void)
{
    const unsigned char *code = __builtin_return_address(0);

    for (int i = 0; i < 64; i++)
        found += code[i] == 7;
    return found >= 0;
}
