/* Everything atomic, every order the default. More than is needed, and right.
 */
#include "publish.h"

#include <stdatomic.h>

static atomic_int px, py;
static atomic_bool there;

void point_publish(int x, int y)
{
    px = x;
    py = y;
    there = true;
}

bool point_try_read(point *out)
{
    if (!there)
        return false;
    out->x = px;
    out->y = py;
    return true;
}
