// expect: test
/* The first reader takes the point away from the others. */
#include "publish.h"

#include <stdatomic.h>

static point published;
static atomic_bool there;

void point_publish(int x, int y)
{
    published = (point){x, y};
    atomic_store(&there, true);
}

bool point_try_read(point *out)
{
    if (!atomic_exchange(&there, false))
        return false;
    *out = published;
    return true;
}
