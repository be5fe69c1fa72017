// expect: compile
/* "Atomic is lock-free." This one is too large for an
 * instruction; libatomic would have to help, perhaps with a lock. */
#include "publish.h"

#include <stdatomic.h>

struct slot {
    point p;
    int there;
};

static _Atomic(struct slot) slot;

void point_publish(int x, int y)
{
    atomic_store(&slot, ((struct slot){{x, y}, 1}));
}

bool point_try_read(point *out)
{
    struct slot s = atomic_load(&slot);

    if (s.there)
        *out = s.p;
    return s.there;
}
