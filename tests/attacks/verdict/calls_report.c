// expect: test
// class: tampered
#include <stdbool.h>
void tl_report(const char *text);
static bool attack(void)
{
    tl_report("passed one_value 0 0\n");
    return true;
}
