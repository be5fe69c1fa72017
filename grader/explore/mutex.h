/* Mutexes, for condition variables, <threads.h> and the report of a deadlock.
 *
 * State: a = the owner's id + 1, or 0; b = how often it locked it.
 * place->type is the type, as <pthread.h> has it. */
#ifndef EXPLORE_MUTEX_H
#define EXPLORE_MUTEX_H

#include "grader/explore/sync.h"

#include <pthread.h>

/* The mutex at an address. One that was set up statically has its type in its
 * memory, the only thing there that is not 0. */
SYNC_INLINE struct place *mutex_place(void *address, const struct libc_call *c)
{
    const pthread_mutex_t *m = address;

    sync_address(address, c);
    return engine_object(address, PLACE_MUTEX, (struct state){0},
                         (uint32_t)m->__data.__kind, 0);
}

/* Sets one up. */
SYNC_INLINE void mutex_make(void *address, int type, const struct libc_call *c)
{
    sync_address(address, c);
    engine_object_drop(address);
    *(pthread_mutex_t *)address = (pthread_mutex_t){.__data.__kind = type};
    mutex_place(address, c);
}

/* Makes an end of one: its memory holds no mutex any more. */
SYNC_INLINE void mutex_unmake(void *address)
{
    engine_object_drop(address);
    ((pthread_mutex_t *)address)->__data.__kind = -1;
}

int mutex_lock(struct place *p, const struct libc_call *c);
int mutex_trylock(struct place *p, const struct libc_call *c);
int mutex_timedlock(struct place *p, const struct until *end,
                    const struct libc_call *c);
int mutex_unlock(struct place *p, const struct libc_call *c);

/* A finding unless the mutex may be destroyed. */
void mutex_check_destroy(const struct place *p, const struct libc_call *c);

/* Whether the running thread holds it. */
bool mutex_held(const struct place *p);

/* Who holds it in that state, or -1. */
int mutex_owner(const struct state *s);

#endif
