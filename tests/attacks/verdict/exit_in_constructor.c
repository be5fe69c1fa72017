// expect: crash
// class: tampered
// says: ended itself, with exit status 0, before
#include <stdlib.h>
__attribute__((constructor)) static void early(void)
{
    exit(0);
}
