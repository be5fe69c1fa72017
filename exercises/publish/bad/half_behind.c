// expect: assertion
/* One number before the flag, the other one behind it. */
#include "publish.h"

#include <stdatomic.h>

static atomic_int px, py;
static atomic_bool there;

void point_publish(int x, int y)
{
    atomic_store(&px, x);
    atomic_store(&there, true);
    atomic_store(&py, y);
}

bool point_try_read(point *out)
{
    if (!atomic_load(&there))
        return false;
    out->x = atomic_load(&px);
    out->y = atomic_load(&py);
    return true;
}
