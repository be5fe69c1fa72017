/* What a program asks about the machine and itself: the same everywhere, so
 * that an execution that is run again is the same, too. */
#include "grader/explore/libc.h"

#include <sched.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum {
    PROCESSORS = 2,
    PROCESS = 1000, /* its number; those of its threads follow */
};

LIBC_REPLACES(sysconf);
LIBC_REPLACES(get_nprocs);
LIBC_REPLACES(get_nprocs_conf);
LIBC_REPLACES(sched_getcpu);
LIBC_REPLACES(getpid);
LIBC_REPLACES(gettid);

long ex_sysconf(int name)
{
    if (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF)
        return PROCESSORS;
    return sysconf(name);
}

int ex_get_nprocs(void)
{
    return PROCESSORS;
}

int ex_get_nprocs_conf(void)
{
    return PROCESSORS;
}

int ex_sched_getcpu(void)
{
    return engine.current->id % PROCESSORS;
}

pid_t ex_getpid(void)
{
    return PROCESS;
}

pid_t ex_gettid(void)
{
    return PROCESS + engine.current->id;
}
