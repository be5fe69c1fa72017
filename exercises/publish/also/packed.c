/* Both numbers in one 64-bit atomic, which no reader can see half. There is one
 * value too few to say "not yet" in it, so a flag is needed all the same; but
 * what it orders is one relaxed load. The flag goes up by an exchange, which
 * does no harm. */
#include "publish.h"

#include <stdatomic.h>
#include <stdint.h>

static _Atomic uint64_t both;
static atomic_int there;

void point_publish(int x, int y)
{
    uint64_t high = (uint32_t)x;

    atomic_store_explicit(&both, high << 32 | (uint32_t)y,
                          memory_order_relaxed);
    atomic_exchange_explicit(&there, 1, memory_order_acq_rel);
}

bool point_try_read(point *out)
{
    if (atomic_load_explicit(&there, memory_order_acquire) == 0)
        return false;
    uint64_t seen = atomic_load_explicit(&both, memory_order_relaxed);
    out->x = (int)(uint32_t)(seen >> 32);
    out->y = (int)(uint32_t)seen;
    return true;
}
