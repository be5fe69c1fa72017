/* The same promises with swapcontext, which saves and restores in one call.
 * Simpler to write; glibc's makes a system call at every switch, to save the
 * signal mask. The switch goes straight from thread to thread: the scheduler's
 * context is entered only when a thread has ended. */
#include "switcher.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <ucontext.h>

struct thread {
    bool used;
    int id;
    co_entry entry;
    void *arg;
    ucontext_t context;
    char *stack;
};

static struct thread threads[CO_MAX];
static int ready[CO_MAX]; /* a ring of indices into threads */
static unsigned head, count;
static int current = -1; /* index, or -1 outside a thread */
static bool ended;
static int next_id;
static ucontext_t outside;

static void push(int index)
{
    ready[(head + count++) % CO_MAX] = index;
}

static int pop(void)
{
    count--;
    return ready[head++ % CO_MAX];
}

static void bottom(void)
{
    threads[current].entry(threads[current].arg);
    ended = true;
    setcontext(&outside);
}

int co_spawn(co_entry entry, void *arg)
{
    int i = 0;

    while (i < CO_MAX && threads[i].used)
        i++;
    if (i == CO_MAX) {
        errno = EAGAIN;
        return -1;
    }
    struct thread *t = &threads[i];
    t->stack = malloc(CO_STACK_SIZE);
    if (t->stack == NULL) {
        errno = ENOMEM;
        return -1;
    }
    t->used = true;
    t->id = next_id++;
    t->entry = entry;
    t->arg = arg;
    getcontext(&t->context);
    t->context.uc_stack.ss_sp = t->stack;
    t->context.uc_stack.ss_size = CO_STACK_SIZE;
    t->context.uc_link = NULL;
    makecontext(&t->context, bottom, 0);
    push(i);
    return t->id;
}

void co_yield(void)
{
    if (current < 0)
        return;
    int me = current;
    push(me);
    current = pop();
    if (current != me)
        swapcontext(&threads[me].context, &threads[current].context);
}

void co_run(void)
{
    while (count > 0) {
        current = pop();
        swapcontext(&outside, &threads[current].context);
        if (ended) {
            ended = false;
            free(threads[current].stack);
            threads[current].used = false;
        }
        current = -1;
    }
    next_id = 0;
}

int co_self(void)
{
    return current < 0 ? -1 : threads[current].id;
}
