// expect: test
#include "stack_investigator.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

size_t si_distance(const void *a, const void *b)
{
    int distance = (int)((const char *)a - (const char *)b);

    return (size_t)(distance < 0 ? -distance : distance);
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

    /* Below `low` these differences wrap around and are huge. */
    if (at - low < stack->size)
        return SI_STACK;
    if (at - (low - stack->guard) < stack->guard)
        return SI_GUARD;
    return SI_OUTSIDE;
}

size_t si_default_size(void)
{
    pthread_attr_t attr;
    size_t size = 0;

    if (pthread_attr_init(&attr) != 0)
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

static void *report(void *arg)
{
    struct si_report *r = arg;
    char local = 0;

    r->local = &local; /* only its address is used, never what is there */
    if (si_stack_of(pthread_self(), &r->stack) != 0)
        r->stack = (struct si_stack){NULL, 0, 0};
    return NULL;
}

int si_survey(size_t n, struct si_report reports[])
{
    pthread_t *threads = calloc(n > 0 ? n : 1, sizeof *threads);
    size_t created = 0;
    int error = threads == NULL ? ENOMEM : 0;

    /* All are created before the first is joined. A thread that has ended keeps
     * its stack until it is joined; after that the next one may get it. */
    while (error == 0 && created < n) {
        error =
            pthread_create(&threads[created], NULL, report, &reports[created]);
        created += error == 0;
    }
    for (size_t i = 0; i < created; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return error;
}
