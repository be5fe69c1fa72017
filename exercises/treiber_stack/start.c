#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct treiber_stack {
    size_t count;
    /* Add: which number is on top, and for each number which one is below it.
     */
};

treiber_stack *treiber_create(size_t count)
{
    /* Make an empty stack. NULL with errno EINVAL for count 0 or above
     * TREIBER_MAX, NULL with errno ENOMEM when memory is out. */
    (void)count;
    return NULL;
}

void treiber_destroy(treiber_stack *s)
{
    /* Free all that treiber_create allocated. Do nothing for NULL. */
    (void)s;
}

void treiber_push(treiber_stack *s, unsigned number)
{
    /* Look at the top, let `number` point to it, and make `number` the top if
     * the top is still what you looked at. Otherwise once more. */
    (void)s;
    (void)number;
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    /* Look at the top and at the number below it, and make that one the top if
     * the top is still what you looked at. Otherwise once more. When there is
     * none, leave *number as it is and return false. */
    (void)s;
    (void)number;
    return false;
}
