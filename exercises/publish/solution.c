/* The point is a plain variable, and a flag says that it is there.
 *
 * The writer: first the point, then the flag. The reader: first the flag, then
 * the point. Release and acquire keep both of them to it, and are worth
 * something only together. */
#include "publish.h"

#include <stdatomic.h>

/* Written once, before `there` is set; read only by threads that have seen it.
 * So no two threads ever meet here, and it need not be atomic. */
static point published;
static atomic_bool there;

void point_publish(int x, int y)
{
    published = (point){x, y};
    /* Release: who reads this true also gets the two numbers above. */
    atomic_store_explicit(&there, true, memory_order_release);
}

bool point_try_read(point *out)
{
    /* Acquire, with the release above. If this load reads false it promises
     * nothing, and nothing is read. */
    if (!atomic_load_explicit(&there, memory_order_acquire))
        return false;
    *out = published;
    return true;
}
