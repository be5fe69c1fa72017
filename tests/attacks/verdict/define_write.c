// expect: forged
// says: defines write
#include <sys/types.h>
ssize_t write(int fd, const void *data, size_t len)
{
    (void)fd;
    (void)data;
    return (ssize_t)len;
}
