// expect: memory
#include "generator.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <ucontext.h>

struct gen {
    gen_body body;
    void *arg;
    char *stack;
    ucontext_t inside; /* where the body goes on */
    ucontext_t caller; /* where gen_next goes on: saved anew by each call */
    int value;         /* on its way from gen_yield to gen_next */
    bool finished;
};

/* Names the generator that `bottom` is to start. Read once, before the body can
 * call anything; a pointer does not fit into the int that makecontext passes.
 */
static struct gen *starting;

/* The bottom frame of every body. It must not return: nobody is below it. */
static void bottom(void)
{
    struct gen *g = starting;

    g->body(g, g->arg);
    g->finished = true;
    setcontext(&g->caller);
}

struct gen *gen_create(gen_body body, void *arg)
{
    struct gen *g = malloc(sizeof *g);
    char *stack = malloc(GEN_STACK_SIZE);

    if (g == NULL || stack == NULL) {
        free(g);
        free(stack);
        errno = ENOMEM;
        return NULL;
    }
    g->body = body;
    g->arg = arg;
    g->stack = stack;
    g->finished = false;
    getcontext(&g->inside);
    g->inside.uc_stack.ss_sp = stack;
    g->inside.uc_stack.ss_size = GEN_STACK_SIZE;
    g->inside.uc_link = NULL;
    makecontext(&g->inside, bottom, 0);
    return g;
}

bool gen_next(struct gen *g, int *value)
{
    /* Its stack holds nothing to go back to any more. */
    if (g->finished)
        return false;
    starting = g; /* only the first switch looks at it */
    /* The caller may be somebody else each time, another body for instance:
     * the way back belongs to this generator, and to this call. */
    swapcontext(&g->caller, &g->inside);
    if (g->finished)
        return false;
    *value = g->value;
    return true;
}

void gen_yield(struct gen *g, int value)
{
    g->value = value;
    swapcontext(&g->inside, &g->caller);
}

void gen_destroy(struct gen *g)
{
    /* We do not stand on this stack. Frames that are left on it are forgotten:
     * nothing runs when they go, so what they had allocated stays allocated. */
    free(g->stack);
    free(g);
}
