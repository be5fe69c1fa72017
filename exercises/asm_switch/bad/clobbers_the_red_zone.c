// expect: memory
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

/* The compiler sees a leaf function and keeps `other` below the stack pointer,
 * in the red zone. The first push of the assembly writes over it. */
void asm_switch(void **save_sp, void *load_sp)
{
    void *volatile other = load_sp;

    __asm__ volatile("push %%rbp\n\t"
                     "push %%rbx\n\t"
                     "push %%r12\n\t"
                     "push %%r13\n\t"
                     "push %%r14\n\t"
                     "push %%r15\n\t"
                     "sub $8, %%rsp\n\t"
                     "stmxcsr (%%rsp)\n\t"
                     "fnstcw 4(%%rsp)\n\t"
                     "mov %%rsp, (%0)\n\t"
                     "mov %1, %%rsp\n\t"
                     "ldmxcsr (%%rsp)\n\t"
                     "fldcw 4(%%rsp)\n\t"
                     "add $8, %%rsp\n\t"
                     "pop %%r15\n\t"
                     "pop %%r14\n\t"
                     "pop %%r13\n\t"
                     "pop %%r12\n\t"
                     "pop %%rbx\n\t"
                     "pop %%rbp\n\t"
                     "ret" ::"D"(save_sp),
                     "m"(other)
                     : "memory");
}

__asm__(".pushsection .text\n"
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

/* The compiler keeps `other` in a frame, relative to sp, which the assembly has
 * moved by the time it is read. */
void asm_switch(void **save_sp, void *load_sp)
{
    void *volatile other = load_sp;

    __asm__ volatile("stp x29, x30, [sp, #-160]!\n\t"
                     "stp x19, x20, [sp, #16]\n\t"
                     "stp x21, x22, [sp, #32]\n\t"
                     "stp x23, x24, [sp, #48]\n\t"
                     "stp x25, x26, [sp, #64]\n\t"
                     "stp x27, x28, [sp, #80]\n\t"
                     "stp d8, d9, [sp, #96]\n\t"
                     "stp d10, d11, [sp, #112]\n\t"
                     "stp d12, d13, [sp, #128]\n\t"
                     "stp d14, d15, [sp, #144]\n\t"
                     "mov x9, sp\n\t"
                     "str x9, [%0]\n\t"
                     "ldr x9, %1\n\t"
                     "mov sp, x9\n\t"
                     "ldp x19, x20, [sp, #16]\n\t"
                     "ldp x21, x22, [sp, #32]\n\t"
                     "ldp x23, x24, [sp, #48]\n\t"
                     "ldp x25, x26, [sp, #64]\n\t"
                     "ldp x27, x28, [sp, #80]\n\t"
                     "ldp d8, d9, [sp, #96]\n\t"
                     "ldp d10, d11, [sp, #112]\n\t"
                     "ldp d12, d13, [sp, #128]\n\t"
                     "ldp d14, d15, [sp, #144]\n\t"
                     "ldp x29, x30, [sp], #160\n\t"
                     "ret" ::"r"(save_sp),
                     "m"(other)
                     : "memory", "x9");
}

__asm__(".pushsection .text\n"
        ".globl first_call\n" /* gcc takes its address by way of the GOT */
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
