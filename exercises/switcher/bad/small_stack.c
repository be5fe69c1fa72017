// expect: crash
/* The stack is smaller than the contract promises. */
#include "switcher.h"

#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <ucontext.h>

#define STACK_SIZE 16384

struct thread {
    co_entry entry;
    void *arg;
    int id;
    char *stack;
    bool started;
    jmp_buf saved;
    struct thread *next;
};

static struct thread *first, *last;
static struct thread *running;
static bool finished;
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
    char *stack = malloc(STACK_SIZE);
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

static void bottom(void)
{
    running->entry(running->arg);
    finished = true;
    _longjmp(scheduler, 1);
}

static void start(struct thread *t)
{
    ucontext_t context;

    t->started = true;
    getcontext(&context);
    context.uc_stack.ss_sp = t->stack;
    context.uc_stack.ss_size = STACK_SIZE;
    context.uc_link = NULL;
    makecontext(&context, bottom, 0);
    setcontext(&context);
}

void co_yield(void)
{
    if (running == NULL)
        return;
    put_last(running);

    if (_setjmp(running->saved) == 0)
        _longjmp(scheduler, 1);
}

void co_run(void)
{
    while (first != NULL) {
        running = take_first();
        if (_setjmp(scheduler) == 0) {
            if (running->started)
                _longjmp(running->saved, 1);
            start(running);
        }
        if (finished) {
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
