// expect: data-race
/* The right orders on the wrong lines: the flag goes up before the point is
 * there. */
#include "publish.h"

#include <stdatomic.h>

static point published;
static atomic_bool there;

void point_publish(int x, int y)
{
    atomic_store_explicit(&there, true, memory_order_release);
    published = (point){x, y};
}

bool point_try_read(point *out)
{
    if (!atomic_load_explicit(&there, memory_order_acquire))
        return false;
    *out = published;
    return true;
}
