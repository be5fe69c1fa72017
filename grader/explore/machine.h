/* What fiber.c and switch_*.S need to know of each processor. */
#ifndef EXPLORE_MACHINE_H
#define EXPLORE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <ucontext.h>

#if defined(__x86_64__)

#include <asm/prctl.h>
#include <sys/syscall.h>

/* What engine_trap leaves at a thread's saved stack pointer, and the word of it
 * to which it returns. The last word is there for the alignment. */
enum { MACHINE_SAVED = 8, MACHINE_RETURN = 6 };

enum machine_register {
    MACHINE_PC = REG_RIP,
    MACHINE_FP = REG_RBP,
    MACHINE_SP = REG_RSP,
};

static inline uintptr_t machine_register(const void *context,
                                         enum machine_register r)
{
    return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[r];
}

static inline uintptr_t machine_thread_pointer(void)
{
    uintptr_t tp;

    __asm__("movq %%fs:0, %0" : "=r"(tp));
    return tp;
}

/* Whether the thread pointer can be written without a system call. */
static inline bool machine_is_fast(void)
{
    return getauxval(AT_HWCAP2) & 2; /* HWCAP2_FSGSBASE */
}

static inline void machine_set_thread_pointer(uintptr_t tp, bool fast)
{
    if (fast)
        __asm__ volatile("wrfsbase %0" ::"r"(tp) : "memory");
    else
        __asm__ volatile("syscall"
                         :
                         : "a"((long)SYS_arch_prctl), "D"((long)ARCH_SET_FS),
                           "S"(tp)
                         : "rcx", "r11", "memory");
}

/* Where the program's thread-local variables begin: they end at the thread
 * pointer. */
static inline uintptr_t machine_tls(uintptr_t tp, size_t size, size_t align)
{
    return tp - (size + align - 1) / align * align;
}

/* A return address as it lies on a stack. */
static inline uintptr_t machine_return_address(uintptr_t pc)
{
    return pc;
}

#elif defined(__aarch64__)

enum { MACHINE_SAVED = 20, MACHINE_RETURN = 19 };

enum machine_register { MACHINE_PC, MACHINE_FP, MACHINE_SP };

static inline uintptr_t machine_register(const void *context,
                                         enum machine_register r)
{
    const mcontext_t *m = &((const ucontext_t *)context)->uc_mcontext;

    return r == MACHINE_PC ? m->pc : r == MACHINE_FP ? m->regs[29] : m->sp;
}

static inline uintptr_t machine_thread_pointer(void)
{
    return (uintptr_t)__builtin_thread_pointer();
}

static inline bool machine_is_fast(void)
{
    return true;
}

static inline void machine_set_thread_pointer(uintptr_t tp, bool fast)
{
    (void)fast;
    __asm__ volatile("msr tpidr_el0, %0" ::"r"(tp) : "memory");
}

/* They follow the two words at the thread pointer. */
static inline uintptr_t machine_tls(uintptr_t tp, size_t size, size_t align)
{
    (void)size;
    return tp + (2 * sizeof tp + align - 1) / align * align;
}

/* It may be signed. */
static inline uintptr_t machine_return_address(uintptr_t pc)
{
    register uintptr_t x30 __asm__("x30") = pc;

    __asm__("hint #7" : "+r"(x30)); /* xpaclri; older machines ignore it */
    return x30;
}

#else
#error "the explorer cannot switch stacks on this processor"
#endif

#endif
