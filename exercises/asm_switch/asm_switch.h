/* asm_switch: a switch between stacks, in assembly. The ABI (System V on
 * x86-64, AAPCS64 on AArch64) says which registers a call preserves. */
#ifndef ASM_SWITCH_H
#define ASM_SWITCH_H

#include <stddef.h>

typedef void (*asm_entry)(void *arg);

/* Stops here and goes on where *load_sp* was saved. Everything that the ABI
 * lets a caller rely on is kept on the stack that is left, and the stack
 * pointer of that stack is stored in *save_sp. It returns when somebody
 * switches to that value; each saved value is used once.
 *
 * What is kept, on x86-64: rbx, rbp, r12 to r15, the control bits of MXCSR and
 * the x87 control word. On AArch64: x19 to x29, and d8 to d15. */
void asm_switch(void **save_sp, void *load_sp);

/* Writes the first frame into the `size` bytes at `stack` (at least 4096, at
 * any address) and returns the stack pointer to give to asm_switch. The first
 * switch to it calls entry(arg), with the stack pointer aligned as the ABI
 * asks for, and with the floating-point settings (MXCSR, x87) of whoever called
 * asm_prepare. Nothing outside of the block is written, and of the block at
 * most the last 512 bytes are taken. `entry` never returns. */
void *asm_prepare(void *stack, size_t size, asm_entry entry, void *arg);

#endif
