/* Each thread creates the next one, reports, and joins it: all exist until the
 * last has been created. The array of ids is not needed. */
#include "stack_investigator.h"

#include <stdint.h>

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

struct link {
    struct si_report *reports;
    size_t n;
    int error;
};

static int go_on(struct link *from);

static void *report(void *arg)
{
    struct link *mine = arg;
    volatile char local = 0;

    mine->reports->local = (const void *)&local;
    mine->error = si_stack_of(pthread_self(), &mine->reports->stack);
    struct link rest = {mine->reports + 1, mine->n - 1, 0};
    int error = go_on(&rest);
    if (mine->error == 0)
        mine->error = error;
    return NULL;
}

/* `from` lives in the caller's frame, which waits for the thread that uses it.
 */
static int go_on(struct link *from)
{
    pthread_t next;

    if (from->n == 0)
        return 0;
    int error = pthread_create(&next, NULL, report, from);
    if (error != 0)
        return error;
    pthread_join(next, NULL);
    return from->error;
}

int si_survey(size_t n, struct si_report reports[])
{
    struct link all = {reports, n, 0};

    return go_on(&all);
}
