// expect: passed
// landlock
// quick
/* LeakSanitizer's build may read /proc; but not what is others'. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
static bool attack(void)
{
    static const char *const files[] = {"mem", "environ", "maps", "fd/3"};
    static bool done;
    char path[64];
    const int mine = (int)getpid();

    for (int pid = done ? mine : mine > 40 ? mine - 40 : 1; pid < mine; pid++)
        for (int i = 0; i < 4; i++) {
            snprintf(path, sizeof path, "/proc/%d/%s", pid, files[i]);
            FILE *f = fopen(path, "r");
            if (f == NULL)
                continue;
            /* One that is dead can be opened, and holds nothing. */
            if (fgetc(f) != EOF)
                return true;
            fclose(f);
        }
    done = true;
    return false;
}
