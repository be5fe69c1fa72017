// expect: crash
// class: tampered
// says: called abort
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
static bool attack(void)
{
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

    setrlimit(RLIMIT_CORE, &all);
    abort();
}
