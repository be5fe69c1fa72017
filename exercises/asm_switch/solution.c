/* A switch between stacks. To its caller asm_switch is a call like any other:
 * the compiler keeps nothing that it still needs in the registers that a call
 * may change. So what has to survive are the callee-saved registers, the stack
 * pointer and the place to go on; the place is the return address.
 *
 * The frame that a switch leaves, from its stack pointer upwards:
 *
 *     x86-64                          AArch64
 *      0  MXCSR, x87 control word       0  x29, x30 (the return address)
 *      8  r15 r14 r13 r12 rbx rbp      16  x19 to x28
 *     56  the return address           96  d8 to d15
 *
 * A thread that has never run gets the same frame, forged: its return address
 * is `first_call` below, which takes function and argument out of two of the
 * registers that the switch has just loaded. */
#include "asm_switch.h"

#include <stdint.h>

/* Where the first switch to a new stack "returns" to. It is never called. */
void first_call(void);

#if defined(__x86_64__)

struct frame {
    uint32_t mxcsr;
    uint16_t x87, unused;
    uint64_t r15, r14, r13, r12, rbx, rbp;
    uint64_t return_address;
};

__asm__(".pushsection .text\n"
        ".globl asm_switch\n"
        ".type asm_switch, @function\n"
        "asm_switch:\n"
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $8, %rsp\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov %rsp, (%rdi)\n" /* all is saved: now the pointer is valid */
        "    mov %rsi, %rsp\n"   /* from here on, the other stack */
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    add $8, %rsp\n"
        "    pop %r15\n" /* in the reverse order of the pushes */
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    ret\n" /* takes the return address of the other stack */
        ".size asm_switch, . - asm_switch\n"
        ".type first_call, @function\n"
        "first_call:\n"
        "    mov %r13, %rdi\n" /* the argument */
        "    call *%r12\n"     /* entry; pushes 8 bytes */
        "    ud2\n"            /* it must not return */
        ".size first_call, . - first_call\n"
        ".popsection\n");

static void fill(struct frame *f, asm_entry entry, void *arg)
{
    *f = (struct frame){.r12 = (uintptr_t)entry, .r13 = (uintptr_t)arg};
    f->return_address = (uintptr_t)first_call;
    /* MXCSR 0 would not mean "defaults": it lets every rounding trap. */
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(f->mxcsr), "=m"(f->x87));
}

#elif defined(__aarch64__)

struct frame {
    uint64_t x29, x30;
    uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
    uint64_t d8, d9, d10, d11, d12, d13, d14, d15;
};

__asm__(".pushsection .text\n"
        ".globl asm_switch\n"
        ".type asm_switch, %function\n"
        "asm_switch:\n"
        "    stp x29, x30, [sp, #-160]!\n" /* 160: a multiple of 16 */
        "    stp x19, x20, [sp, #16]\n"
        "    stp x21, x22, [sp, #32]\n"
        "    stp x23, x24, [sp, #48]\n"
        "    stp x25, x26, [sp, #64]\n"
        "    stp x27, x28, [sp, #80]\n"
        "    stp d8, d9, [sp, #96]\n" /* of v8 to v15 only the low halves */
        "    stp d10, d11, [sp, #112]\n"
        "    stp d12, d13, [sp, #128]\n"
        "    stp d14, d15, [sp, #144]\n"
        "    mov x9, sp\n"
        "    str x9, [x0]\n"
        "    mov sp, x1\n" /* from here on, the other stack */
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
        "    ret\n" /* to x30 */
        ".size asm_switch, . - asm_switch\n"
        /* gcc takes its address by way of the GOT; for a local label the
         * linker would put the beginning of the section there. */
        ".globl first_call\n"
        ".type first_call, %function\n"
        "first_call:\n"
        "    mov x0, x20\n" /* the argument */
        "    blr x19\n"     /* entry */
        "    brk #1\n"      /* it must not return */
        ".size first_call, . - first_call\n"
        ".popsection\n");

static void fill(struct frame *f, asm_entry entry, void *arg)
{
    *f = (struct frame){.x19 = (uintptr_t)entry, .x20 = (uintptr_t)arg};
    f->x30 = (uintptr_t)first_call;
}

#else
#error "Written for x86-64 and AArch64"
#endif

void *asm_prepare(void *stack, size_t size, asm_entry entry, void *arg)
{
    /* Stacks grow downwards: begin at the upper end of the block. Once the
     * frame is taken off, the stack pointer is a multiple of 16 in
     * first_call, as it has to be before any call. */
    uintptr_t top = ((uintptr_t)stack + size) & ~(uintptr_t)15;
    struct frame *f = (struct frame *)(top - sizeof *f);

    fill(f, entry, arg);
    return f;
}
