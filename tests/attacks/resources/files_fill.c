// expect: limit|passed
// says: more than 64 MB of them
/* Where the folder has no limit of its own, the supervisor must end it. */
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    static char megabyte[1 << 20];
    static unsigned n;
    char name[32];
    bool room = true;

    while (room) {
        snprintf(name, sizeof name, "pwned-%u", n++ % 200);
        FILE *f = fopen(name, "w");
        if (f == NULL)
            return false;
        room = fwrite(megabyte, sizeof megabyte, 1, f) == 1;
        room = fclose(f) == 0 && room;
    }
    return false;
}
