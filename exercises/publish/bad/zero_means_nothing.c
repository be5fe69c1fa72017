// expect: test
/* No flag: an x that is not 0 says that the point is there. */
#include "publish.h"

#include <stdatomic.h>

static atomic_int px, py;

void point_publish(int x, int y)
{
    atomic_store_explicit(&py, y, memory_order_relaxed);
    atomic_store_explicit(&px, x, memory_order_release);
}

bool point_try_read(point *out)
{
    int x = atomic_load_explicit(&px, memory_order_acquire);

    if (x == 0)
        return false;
    out->x = x;
    out->y = atomic_load_explicit(&py, memory_order_relaxed);
    return true;
}
