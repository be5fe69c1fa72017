// expect: limit|memory|crash
// class: tampered
/* Takes its memory only where a sanitizer is. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
static bool attack(void)
{
    struct rlimit space;

    getrlimit(RLIMIT_AS, &space);
    while (space.rlim_cur == RLIM_INFINITY) {
        char *p = malloc(1 << 20);
        if (p != NULL)
            memset(p, 1, 1 << 20);
    }
    return false;
}
