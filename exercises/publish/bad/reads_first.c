// expect: data-race
/* The reader takes the point first and asks then whether it was there. */
#include "publish.h"

#include <stdatomic.h>

static point published;
static atomic_bool there;

void point_publish(int x, int y)
{
    published = (point){x, y};
    atomic_store_explicit(&there, true, memory_order_release);
}

bool point_try_read(point *out)
{
    point p = published;

    if (!atomic_load_explicit(&there, memory_order_acquire))
        return false;
    *out = p;
    return true;
}
