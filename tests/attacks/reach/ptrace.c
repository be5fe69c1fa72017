// expect: forbidden
// says: ptrace: an exercise may not
#include <stdbool.h>
#include <sys/ptrace.h>
static bool attack(void)
{
    return ptrace(PTRACE_TRACEME, 0, 0, 0) == 0;
}
