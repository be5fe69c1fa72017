// expect: forbidden
/* Waits for the point. */
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
    while (!atomic_load_explicit(&there, memory_order_acquire))
        ;
    *out = published;
    return true;
}
