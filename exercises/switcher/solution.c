/* Cooperative threads on one kernel thread.
 *
 * Each thread has a stack of its own and a jmp_buf that remembers where it left
 * off. The scheduler is the loop in co_run, on the stack of whoever called it;
 * every switch goes through it:
 *
 *     co_run          --longjmp-->   a thread, inside its co_yield
 *     co_yield        --longjmp-->   co_run, at its setjmp
 *     the thread ends --longjmp-->   co_run, which then frees its stack
 *
 * What C promises here: longjmp may return to a setjmp whose function has not
 * returned yet. Both frames we jump to, that of co_run and that of a co_yield,
 * are alive. What C does not know at all is a second stack. That part rests on
 * how compilers and libc work: setjmp stores the stack pointer among the other
 * registers, and longjmp puts it back, wherever it points. */
#include "switcher.h"

#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <ucontext.h>

struct thread {
    co_entry entry;
    void *arg;
    int id;
    char *stack;
    bool started; /* `saved` holds something */
    jmp_buf saved;
    struct thread *next; /* in the ready list */
};

/* No lock guards these: there is one kernel thread, and nobody is interrupted
 * between two calls of co_yield. */
static struct thread *first, *last; /* the ready list */
static struct thread *running;      /* NULL outside a thread */
static bool finished;               /* `running` has returned */
static int alive, next_id;
static jmp_buf scheduler;

static void put_last(struct thread *t)
{
    t->next = NULL;
    if (last != NULL)
        last->next = t;
    else
        first = t;
    last = t;
}

static struct thread *take_first(void)
{
    struct thread *t = first;

    first = t->next;
    if (first == NULL)
        last = NULL;
    return t;
}

int co_spawn(co_entry entry, void *arg)
{
    if (alive == CO_MAX) {
        errno = EAGAIN;
        return -1;
    }
    struct thread *t = malloc(sizeof *t);
    char *stack = malloc(CO_STACK_SIZE);
    if (t == NULL || stack == NULL) {
        free(t);
        free(stack);
        errno = ENOMEM;
        return -1;
    }
    *t = (struct thread){
        .entry = entry, .arg = arg, .id = next_id, .stack = stack};
    next_id++;
    alive++;
    put_last(t);
    return t->id;
}

/* The bottom frame of every thread. It must not return: there is nobody below
 * it. */
static void bottom(void)
{
    running->entry(running->arg);
    finished = true;
    _longjmp(scheduler, 1);
}

/* Enters a new stack for the first time. makecontext prepares registers that
 * look as if `bottom` had just been called on that stack; from then on the
 * thread is switched with setjmp and longjmp alone, which unlike swapcontext
 * make no system call. */
static void start(struct thread *t)
{
    ucontext_t context;

    t->started = true;
    getcontext(&context);
    context.uc_stack.ss_sp = t->stack;
    context.uc_stack.ss_size = CO_STACK_SIZE;
    context.uc_link = NULL;
    makecontext(&context, bottom, 0);
    setcontext(&context);
}

void co_yield(void)
{
    if (running == NULL)
        return;
    put_last(running);
    /* The frame of this very call is what the thread comes back to, so setjmp
     * stands here and not in a helper that returns. */
    if (_setjmp(running->saved) == 0)
        _longjmp(scheduler, 1);
}

void co_run(void)
{
    /* No local variable lives across the setjmp: one that was changed after it
     * would have an indeterminate value once longjmp has come back
     * (C11 7.13.2.1), unless it were volatile. */
    while (first != NULL) {
        running = take_first();
        if (_setjmp(scheduler) == 0) {
            if (running->started)
                _longjmp(running->saved, 1);
            start(running);
        }
        if (finished) {
            /* We stand on another stack, so this one may go. The thread could
             * not have freed the stack under its own feet. */
            finished = false;
            alive--;
            free(running->stack);
            free(running);
        }
        running = NULL;
    }
    next_id = 0;
}

int co_self(void)
{
    return running != NULL ? running->id : -1;
}
