/* Condition variables, for <threads.h>.
 *
 * State: a = the threads that wait (a bit each), and from bit 32 on those that
 * were woken since; b = the address of the mutex of those that wait.
 * place->type is the clock, as <time.h> has it. */
#ifndef EXPLORE_COND_H
#define EXPLORE_COND_H

#include "grader/explore/sync.h"

#include <pthread.h>

/* The condition variable at an address; set up statically, it is all 0. */
SYNC_INLINE struct place *cond_place(void *address, const struct libc_call *c)
{
    sync_address(address, c);
    return engine_object(address, PLACE_COND, (struct state){0}, 0, 0);
}

/* Sets one up whose waits are timed by that clock. */
SYNC_INLINE void cond_make(void *address, clockid_t clock,
                           const struct libc_call *c)
{
    sync_address(address, c);
    engine_object_drop(address);
    *(pthread_cond_t *)address = (pthread_cond_t){0};
    engine_object(address, PLACE_COND, (struct state){0}, (uint32_t)clock, 0);
}

/* Makes an end of one. */
SYNC_INLINE void cond_unmake(void *address)
{
    engine_object_drop(address);
    ((pthread_cond_t *)address)->__data.__wrefs = UINT32_MAX;
}

/* end: NULL, or the time at which it ends with ETIMEDOUT. */
int cond_wait(struct place *p, struct place *mutex, const struct until *end,
              const struct libc_call *c);
void cond_signal(struct place *p, const struct libc_call *c);
void cond_broadcast(struct place *p, const struct libc_call *c);

/* A finding unless it may be destroyed. */
void cond_check_destroy(const struct place *p, const struct libc_call *c);

#endif
