// expect: crash|forged|memory
#include <stddef.h>
#include <unistd.h>
void *malloc(size_t size)
{
    (void)size;
    _exit(0);
}
