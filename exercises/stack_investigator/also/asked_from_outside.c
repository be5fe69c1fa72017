/* The creator asks about each thread, which waits until it is told to go on.
 * The mutex that it waits for is held by the creator until all have been asked
 * about; it guards nothing else. */
#include "stack_investigator.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

size_t si_distance(const void *a, const void *b)
{
    /* As numbers: pointers into two objects may not be subtracted. */
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

    return x > y ? x - y : y - x;
}

int si_stack_of(pthread_t thread, struct si_stack *out)
{
    pthread_attr_t attr;
    void *low;
    int error = pthread_getattr_np(thread, &attr);

    if (error != 0)
        return error;
    pthread_attr_getstack(&attr, &low, &out->size);
    pthread_attr_getguardsize(&attr, &out->guard);
    out->low = low;
    /* pthread_getattr_np has allocated something for it. */
    pthread_attr_destroy(&attr);
    return 0;
}

enum si_place si_where(const struct si_stack *stack, const void *address)
{
    uintptr_t at = (uintptr_t)address, low = (uintptr_t)stack->low;

    if (at < low - stack->guard || at >= low + stack->size)
        return SI_OUTSIDE;
    return at < low ? SI_GUARD : SI_STACK;
}

size_t si_default_size(void)
{
    pthread_attr_t attr;
    size_t size = 0;

    if (pthread_getattr_default_np(&attr) != 0)
        return 0;
    pthread_attr_getstacksize(&attr, &size);
    pthread_attr_destroy(&attr);
    return size;
}

int si_start(pthread_t *thread, size_t stack_size, size_t guard_size,
             void *(*run)(void *), void *arg)
{
    pthread_attr_t attr;
    int error = pthread_attr_init(&attr);

    if (error != 0)
        return error;
    error = pthread_attr_setstacksize(&attr, stack_size);
    if (error == 0)
        error = pthread_attr_setguardsize(&attr, guard_size);
    if (error == 0)
        error = pthread_create(thread, &attr, run, arg);
    /* The thread has its own copy by now. */
    pthread_attr_destroy(&attr);
    return error;
}

struct guest {
    pthread_t thread;
    pthread_mutex_t *gate;
    pthread_barrier_t here;
    const void *local;
};

static void *wait_for_the_end(void *arg)
{
    struct guest *g = arg;
    volatile char local = 0;

    g->local = (const void *)&local;
    pthread_barrier_wait(&g->here);
    pthread_mutex_lock(g->gate);
    pthread_mutex_unlock(g->gate);
    return NULL;
}

int si_survey(size_t n, struct si_report reports[])
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    struct guest *guests = calloc(n + 1, sizeof *guests);
    size_t created = 0;
    int error = 0;

    if (guests == NULL)
        return ENOMEM;
    pthread_mutex_lock(&gate);
    for (; created < n; created++) {
        struct guest *g = &guests[created];
        g->gate = &gate;
        pthread_barrier_init(&g->here, NULL, 2);
        error = pthread_create(&g->thread, NULL, wait_for_the_end, g);
        if (error != 0) {
            pthread_barrier_destroy(&g->here);
            break;
        }
        pthread_barrier_wait(&g->here);
        reports[created].local = g->local;
        si_stack_of(g->thread, &reports[created].stack);
    }
    pthread_mutex_unlock(&gate);
    for (size_t i = 0; i < created; i++) {
        pthread_join(guests[i].thread, NULL);
        pthread_barrier_destroy(&guests[i].here);
    }
    free(guests);
    return error;
}
