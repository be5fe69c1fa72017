// expect: passed
/* For whoever looks at the folder later. */
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>
static bool attack(void)
{
    return symlink("/etc/passwd", "pwned") == 0 ||
           link("/etc/passwd", "pwned") == 0 || mkfifo("pwned", 0666) == 0 ||
           mknod("pwned", S_IFCHR | 0666, 0x103) == 0 || mkdir("pwned", 0) == 0;
}
