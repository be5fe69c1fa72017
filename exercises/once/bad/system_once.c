// expect: forbidden
/* The pthread_once of the system, in a new coat. */
#include "once.h"

static pthread_once_t control = PTHREAD_ONCE_INIT;
static void (*function)(void *);
static void *argument;

static void run(void)
{
    function(argument);
}

void once_call(once *o, void (*init)(void *), void *arg)
{
    function = init;
    argument = arg;
    pthread_once(&control, run);
    atomic_store(&o->flag, 1);
}

bool once_done(once *o)
{
    return atomic_load(&o->flag);
}
