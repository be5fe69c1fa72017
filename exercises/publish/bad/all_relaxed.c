// expect: assertion, only by schedules
/* Everything is atomic, so there is no data race; and nothing is ordered. */
#include "publish.h"

#include <stdatomic.h>

static atomic_int px, py;
static atomic_bool there;

void point_publish(int x, int y)
{
    atomic_store_explicit(&px, x, memory_order_relaxed);
    atomic_store_explicit(&py, y, memory_order_relaxed);
    atomic_store_explicit(&there, true, memory_order_relaxed);
}

bool point_try_read(point *out)
{
    if (!atomic_load_explicit(&there, memory_order_relaxed))
        return false;
    out->x = atomic_load_explicit(&px, memory_order_relaxed);
    out->y = atomic_load_explicit(&py, memory_order_relaxed);
    return true;
}
