// expect: forbidden
/* No assembly at all: setjmp saves the registers, swapcontext enters a stack.
 */
#include "asm_switch.h"

#include <stdlib.h>
#include <ucontext.h>

static asm_entry first_entry;
static void *first_arg;

static void begin(void)
{
    first_entry(first_arg);
}

void asm_switch(void **save_sp, void *load_sp)
{
    ucontext_t mine;

    *save_sp = &mine;
    swapcontext(&mine, load_sp);
}

void *asm_prepare(void *stack, size_t size, asm_entry entry, void *arg)
{
    ucontext_t *context = calloc(1, sizeof *context);

    first_entry = entry;
    first_arg = arg;
    getcontext(context);
    context->uc_stack.ss_sp = stack;
    context->uc_stack.ss_size = size;
    makecontext(context, begin, 0);
    return context;
}
