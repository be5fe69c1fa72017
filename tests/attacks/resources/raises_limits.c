// expect: passed
// class: tampered
#include <stdbool.h>
#include <sys/resource.h>
static bool attack(void)
{
    static const int limits[] = {RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE,
                                 RLIMIT_CORE, RLIMIT_MEMLOCK};
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

    for (int i = 0; i < 5; i++)
        if (setrlimit(limits[i], &all) == 0)
            return true;
    return false;
}
