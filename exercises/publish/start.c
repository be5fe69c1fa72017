/* publish: see publish.h for what each function promises, and `task` in the
 * tutor for where to begin. */
#include "publish.h"

#include <stdatomic.h>

/* Add: where the point stands, and what says that it is there. */

void point_publish(int x, int y)
{
    (void)x;
    (void)y;
}

bool point_try_read(point *out)
{
    (void)out;
    return false;
}
