/* Who keeps a thread waiting. */
#include "grader/explore/waits.h"

#include "grader/explore/mutex.h"
#include "grader/explore/once.h"
#include "grader/explore/rwlock.h"
#include "grader/explore/spinlock.h"

static uint32_t bit(int thread)
{
    return thread < 0 ? 0 : 1u << thread;
}

bool waits_for(const struct op *op, const struct state *now, uint32_t *threads)
{
    *threads = 0;
    if (op->kind == EVENT_JOIN)
        *threads = bit(op->other->id);
    else if (op->place == NULL)
        return false;
    else if (op->place->kind == PLACE_MUTEX)
        *threads = bit(mutex_owner(now));
    else if (op->place->kind == PLACE_RWLOCK)
        *threads = rwlock_owners(now);
    else if (op->place->kind == PLACE_SPINLOCK)
        *threads = bit(spinlock_owner(now));
    else if (op->place->kind == PLACE_ONCE)
        *threads = bit(once_runner(now));
    return *threads != 0;
}
