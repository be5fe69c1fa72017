// expect: crash
// class: tampered
// says: ended itself, with exit status 0, before
// quick
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void early(void)
{
    puts("100%: Checks: 3, Failures: 0, Errors: 0");
    exit(0);
}
