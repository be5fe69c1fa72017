// expect: passed
// class: passed
// landlock
// quick
/* @TMP@/victim is a file that everybody may change, in a folder that is. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>
static const char victim[] = "@TMP@/victim/file", folder[] = "@TMP@/victim";
static bool attack(void)
{
    return unlink(victim) == 0 || rmdir(folder) == 0 ||
           truncate(victim, 0) == 0 || rename(victim, "mine") == 0 ||
           rename(victim, "@TMP@/victim/pwned") == 0 || chmod(victim, 0) == 0 ||
           chmod(folder, 0) == 0 || utimes(victim, NULL) == 0 ||
           chown(victim, -1, -1) == 0 ||
           setxattr(victim, "user.pwned", "1", 1, 0) == 0 ||
           link(victim, "pwned") == 0 || open(victim, O_RDONLY) >= 0 ||
           open(victim, O_WRONLY) >= 0 || open(folder, O_RDONLY) >= 0;
}
