/* makecontext only to enter a stack for the first time; then _setjmp and
 * _longjmp, which make no system call. The stack is the end of the record's own
 * block, so there is one allocation. */
#include "generator.h"

#include <errno.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <ucontext.h>

enum state { NEW, STOPPED, FINISHED };

struct gen {
    gen_body body;
    void *arg;
    enum state state;
    int value;
    jmp_buf inside, caller;
    _Alignas(16) char stack[GEN_STACK_SIZE];
};

static struct gen *starting;

static void bottom(void)
{
    struct gen *g = starting;

    g->body(g, g->arg);
    g->state = FINISHED;
    _longjmp(g->caller, 1);
}

struct gen *gen_create(gen_body body, void *arg)
{
    struct gen *g = malloc(sizeof *g);

    if (g == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    g->body = body;
    g->arg = arg;
    g->state = NEW;
    return g;
}

static void enter(struct gen *g)
{
    ucontext_t context;

    starting = g;
    getcontext(&context);
    context.uc_stack.ss_sp = g->stack;
    context.uc_stack.ss_size = sizeof g->stack;
    context.uc_link = NULL;
    makecontext(&context, bottom, 0);
    setcontext(&context);
}

bool gen_next(struct gen *g, int *value)
{
    if (g->state == FINISHED)
        return false;
    /* Neither parameter changes after _setjmp, so both keep their values. */
    if (_setjmp(g->caller) == 0) {
        if (g->state == NEW)
            enter(g);
        _longjmp(g->inside, 1);
    }
    if (g->state == FINISHED)
        return false;
    *value = g->value;
    return true;
}

void gen_yield(struct gen *g, int value)
{
    g->value = value;
    g->state = STOPPED;
    if (_setjmp(g->inside) == 0)
        _longjmp(g->caller, 1);
}

void gen_destroy(struct gen *g)
{
    free(g);
}
