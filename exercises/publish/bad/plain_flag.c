// expect: data-race
/* No atomics at all. */
#include "publish.h"

static point published;
static bool there;

void point_publish(int x, int y)
{
    published = (point){x, y};
    there = true;
}

bool point_try_read(point *out)
{
    if (!there)
        return false;
    *out = published;
    return true;
}
