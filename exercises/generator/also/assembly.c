/* A switch in assembly, as in asm_switch. One saved stack pointer is enough:
 * while the body runs it is the caller's, otherwise the body's. */
#include "generator.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct gen {
    gen_body body;
    void *arg;
    void *other; /* the stack pointer of the side that does not run */
    int value;
    bool finished;
    char *stack;
};

/* Saves the registers here, exchanges sp and g->other, loads the registers
 * there. */
void gen_switch(void **other);
void gen_bottom(void); /* where the first switch arrives */
void gen_run(struct gen *g);

#if defined(__x86_64__)

enum { FRAME = 8, AT_ADDRESS = 7, AT_GEN = 3 }; /* words; r12 is the third */

__asm__(".pushsection .text\n"
        ".globl gen_switch, gen_bottom\n"
        ".type gen_switch, @function\n"
        "gen_switch:\n"
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %r14\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r15\n"
        "    sub $8, %rsp\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov (%rdi), %rax\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rax, %rsp\n"
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    add $8, %rsp\n"
        "    pop %r15\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %r14\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size gen_switch, . - gen_switch\n"
        ".type gen_bottom, @function\n"
        "gen_bottom:\n"
        "    mov %r12, %rdi\n"
        "    call gen_run@PLT\n"
        "    ud2\n"
        ".size gen_bottom, . - gen_bottom\n"
        ".popsection\n");

static void set(uint64_t *frame)
{
    uint32_t mxcsr;
    uint16_t x87;

    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
    frame[0] = mxcsr | (uint64_t)x87 << 32;
}

#elif defined(__aarch64__)

enum { FRAME = 20, AT_ADDRESS = 1, AT_GEN = 2 };

__asm__(".pushsection .text\n"
        ".globl gen_switch, gen_bottom\n"
        ".type gen_switch, %function\n"
        "gen_switch:\n"
        "    stp x29, x30, [sp, #-160]!\n"
        "    stp x19, x20, [sp, #16]\n"
        "    stp x21, x22, [sp, #32]\n"
        "    stp x23, x24, [sp, #48]\n"
        "    stp x25, x26, [sp, #64]\n"
        "    stp x27, x28, [sp, #80]\n"
        "    stp d8, d9, [sp, #96]\n"
        "    stp d10, d11, [sp, #112]\n"
        "    stp d12, d13, [sp, #128]\n"
        "    stp d14, d15, [sp, #144]\n"
        "    mov x9, sp\n"
        "    ldr x10, [x0]\n"
        "    str x9, [x0]\n"
        "    mov sp, x10\n"
        "    ldp x19, x20, [sp, #16]\n"
        "    ldp x21, x22, [sp, #32]\n"
        "    ldp x23, x24, [sp, #48]\n"
        "    ldp x25, x26, [sp, #64]\n"
        "    ldp x27, x28, [sp, #80]\n"
        "    ldp d8, d9, [sp, #96]\n"
        "    ldp d10, d11, [sp, #112]\n"
        "    ldp d12, d13, [sp, #128]\n"
        "    ldp d14, d15, [sp, #144]\n"
        "    ldp x29, x30, [sp], #160\n"
        "    ret\n"
        ".size gen_switch, . - gen_switch\n"
        ".type gen_bottom, %function\n"
        "gen_bottom:\n"
        "    mov x0, x19\n"
        "    bl gen_run\n"
        "    brk #1\n"
        ".size gen_bottom, . - gen_bottom\n"
        ".popsection\n");

static void set(uint64_t *frame)
{
    (void)frame; /* no settings are kept */
}

#else
#error "Written for x86-64 and AArch64"
#endif

void gen_run(struct gen *g)
{
    g->body(g, g->arg);
    g->finished = true;
    gen_switch(&g->other);
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
    uintptr_t top = ((uintptr_t)stack + GEN_STACK_SIZE) & ~(uintptr_t)15;
    uint64_t *frame = (uint64_t *)top - FRAME;
    for (int i = 0; i < FRAME; i++)
        frame[i] = 0;
    set(frame);
    frame[AT_ADDRESS] = (uintptr_t)gen_bottom;
    frame[AT_GEN] = (uintptr_t)g;
    *g = (struct gen){.body = body, .arg = arg, .other = frame, .stack = stack};
    return g;
}

bool gen_next(struct gen *g, int *value)
{
    if (g->finished)
        return false;
    gen_switch(&g->other);
    if (g->finished)
        return false;
    *value = g->value;
    return true;
}

void gen_yield(struct gen *g, int value)
{
    g->value = value;
    gen_switch(&g->other);
}

void gen_destroy(struct gen *g)
{
    if (g != NULL)
        free(g->stack);
    free(g);
}
