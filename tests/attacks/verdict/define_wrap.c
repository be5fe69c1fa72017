// expect: forged
// quick
// says: uses __wrap_
#include <stddef.h>
#include <unistd.h>
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    (void)size;
    _exit(0);
}
