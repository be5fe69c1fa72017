// expect: compile
// says: tl_rounds
#include <stddef.h>
size_t tl_rounds(size_t plain);
size_t tl_rounds(size_t plain)
{
    (void)plain;
    return 0;
}
