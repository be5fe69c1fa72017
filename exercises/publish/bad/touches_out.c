// expect: test
/* Fills *out in any case. */
#include "publish.h"

#include <stdatomic.h>

static atomic_int px, py;
static atomic_bool there;

void point_publish(int x, int y)
{
    atomic_store(&px, x);
    atomic_store(&py, y);
    atomic_store(&there, true);
}

bool point_try_read(point *out)
{
    bool found = atomic_load(&there);

    out->x = atomic_load(&px);
    out->y = atomic_load(&py);
    return found;
}
