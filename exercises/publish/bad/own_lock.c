// expect: forbidden
/* A lock of one's own is a lock: who finds it taken waits. */
#include "publish.h"

#include <stdatomic.h>

static atomic_flag lock = ATOMIC_FLAG_INIT;
static point published; /* guarded by lock */
static bool there;      /* guarded by lock */

static void take(void)
{
    while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
        ;
}

static void leave(void)
{
    atomic_flag_clear_explicit(&lock, memory_order_release);
}

void point_publish(int x, int y)
{
    take();
    published = (point){x, y};
    there = true;
    leave();
}

bool point_try_read(point *out)
{
    take();
    bool found = there;
    if (found)
        *out = published;
    leave();
    return found;
}
