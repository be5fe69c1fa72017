// expect: test
/* Threads are called like functions, so co_yield nests instead of switching. */
#include "switcher.h"

#include <errno.h>
#include <stddef.h>

struct thread {
    co_entry entry;
    void *arg;
    int id;
};

static struct thread ready[CO_MAX];
static int nready, next_id, self = -1;

int co_spawn(co_entry entry, void *arg)
{
    if (nready == CO_MAX) {
        errno = EAGAIN;
        return -1;
    }
    ready[nready++] = (struct thread){entry, arg, next_id};
    return next_id++;
}

static void run_first(void)
{
    struct thread t = ready[0];
    int before = self;

    nready--;
    for (int i = 0; i < nready; i++)
        ready[i] = ready[i + 1];
    self = t.id;
    t.entry(t.arg);
    self = before;
}

void co_yield(void)
{
    if (self >= 0 && nready > 0)
        run_first();
}

void co_run(void)
{
    while (nready > 0)
        run_first();
    next_id = 0;
}

int co_self(void)
{
    return self;
}
