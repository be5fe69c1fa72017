// expect: data-race
/* volatile is neither atomic nor an order. */
#include "publish.h"

static volatile point published;
static volatile bool there;

void point_publish(int x, int y)
{
    published.x = x;
    published.y = y;
    there = true;
}

bool point_try_read(point *out)
{
    if (!there)
        return false;
    out->x = published.x;
    out->y = published.y;
    return true;
}
