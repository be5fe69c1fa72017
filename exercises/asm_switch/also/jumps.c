/* A switch that jumps instead of returning: the return address is taken off
 * the stack first and kept with the registers. And no little function stands
 * between the switch and a new thread's function: one register of the frame is
 * copied to where the first argument belongs, at every switch. The caller of
 * asm_switch does not expect anything in there. */
#include "asm_switch.h"

#include <stdint.h>

#if defined(__x86_64__)

struct frame {
    uint32_t mxcsr;
    uint16_t x87, unused;
    uint64_t return_address;
    uint64_t r15, r14, r13, r12, rbx, rbp;
    uint64_t caller; /* nobody, at the bottom */
};

__asm__(".pushsection .text\n"
        ".globl asm_switch\n"
        ".type asm_switch, @function\n"
        "asm_switch:\n"
        "    pop %rdx\n" /* the return address */
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    push %rdx\n" /* lowest but for the settings, which come next */
        "    push %rdx\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rsi, %rsp\n" /* from here on, the other stack */
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    pop %rdx\n"
        "    pop %rdx\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    mov %r12, %rdi\n" /* for a new stack; others do not look */
        "    jmp *%rdx\n"
        ".size asm_switch, . - asm_switch\n"
        ".popsection\n");

static void fill(struct frame *f, asm_entry entry, void *arg)
{
    *f = (struct frame){.r12 = (uintptr_t)arg};
    f->return_address = (uintptr_t)entry;
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
        "    mov x0, x20\n" /* for a new stack; others do not look */
        "    br x30\n"
        ".size asm_switch, . - asm_switch\n"
        ".popsection\n");

static void fill(struct frame *f, asm_entry entry, void *arg)
{
    *f = (struct frame){.x20 = (uintptr_t)arg};
    f->x30 = (uintptr_t)entry;
}

#else
#error "Written for x86-64 and AArch64"
#endif

void *asm_prepare(void *stack, size_t size, asm_entry entry, void *arg)
{
    /* Stacks grow downwards: begin at the upper end of the block. Once the
     * frame is taken off, the stack pointer is what it is right after a call:
     * a multiple of 16, less the `caller` that x86-64 has pushed. */
    uintptr_t top = ((uintptr_t)stack + size) & ~(uintptr_t)15;
    struct frame *f = (struct frame *)(top - sizeof *f);

    fill(f, entry, arg);
    return f;
}
