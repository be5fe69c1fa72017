/* once: see once.h for what each function promises, and `task` in the tutor
 * for where to begin. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    (void)o;
    /* Every caller runs it. Who else could be here? */
    init(arg);
}

bool once_done(once *o)
{
    (void)o;
    return false;
}
