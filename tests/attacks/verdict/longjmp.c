// expect: crash|test|memory|timeout
#include <setjmp.h>
#include <stdbool.h>
static jmp_buf back;
static bool attack(void)
{
    static bool before;

    if (before)
        longjmp(back, 1); /* into a frame that is long gone */
    before = true;
    return setjmp(back) != 0;
}
