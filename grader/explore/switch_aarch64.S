/* Leaving and entering fibers, and the entry points of plain accesses, for
 * AArch64 (AAPCS64: x19 to x29, d8 to d15 and sp survive calls; x30 holds where
 * to return to, and is not signed: nothing here signs it). */

	.text

	.macro	get reg, name
	adrp	\reg, \name
	ldr	\reg, [\reg, :lo12:\name]
	.endm

	/* Uses x10. */
	.macro	put reg, name
	adrp	x10, \name
	str	\reg, [x10, :lo12:\name]
	.endm

	/* What survives calls: MACHINE_SAVED words (machine.h), x30 the last. */
	.macro	push_all
	sub	sp, sp, #160
	stp	d8, d9, [sp]
	stp	d10, d11, [sp, #16]
	stp	d12, d13, [sp, #32]
	stp	d14, d15, [sp, #48]
	stp	x19, x20, [sp, #64]
	stp	x21, x22, [sp, #80]
	stp	x23, x24, [sp, #96]
	stp	x25, x26, [sp, #112]
	stp	x27, x28, [sp, #128]
	stp	x29, x30, [sp, #144]
	.endm

	.macro	pop_all
	ldp	d8, d9, [sp]
	ldp	d10, d11, [sp, #16]
	ldp	d12, d13, [sp, #32]
	ldp	d14, d15, [sp, #48]
	ldp	x19, x20, [sp, #64]
	ldp	x21, x22, [sp, #80]
	ldp	x23, x24, [sp, #96]
	ldp	x25, x26, [sp, #112]
	ldp	x27, x28, [sp, #128]
	ldp	x29, x30, [sp, #144]
	add	sp, sp, #160
	.endm

	/* From a fiber's stack to the engine's, and back. Uses x9 and x10. */
	.macro	to_engine
	stp	x29, x30, [sp, #-16]!
	mov	x9, sp
	put	x9, engine_fiber_sp
	get	x9, engine_sp
	mov	sp, x9
	.endm

	.macro	to_fiber
	get	x9, engine_fiber_sp
	mov	sp, x9
	ldp	x29, x30, [sp], #16
	.endm

/* void engine_trap(struct op *op): called on a fiber. Its registers go to its
 * stack, its stack pointer to the beginning of its struct thread; then
 * engine_step(op) on the engine's stack says which thread goes on. */
	.globl	engine_trap
	.type	engine_trap, %function
engine_trap:
	push_all
	get	x9, engine
	mov	x10, sp
	str	x10, [x9]
	get	x9, engine_sp
	mov	sp, x9
	bl	engine_step
resume:
	ldr	x9, [x0]
	mov	sp, x9
	pop_all
	ret
	.size	engine_trap, .-engine_trap

/* void engine_enter(struct thread *t): leaves the caller's stack to the engine
 * and starts t. Returns when engine_exit is called. */
	.globl	engine_enter
	.type	engine_enter, %function
engine_enter:
	push_all
	mov	x9, sp
	put	x9, engine_sp
	b	resume
	.size	engine_enter, .-engine_enter

	.globl	engine_exit
	.type	engine_exit, %function
engine_exit:
	get	x9, engine_sp
	mov	sp, x9
	pop_all
	ret
	.size	engine_exit, .-engine_exit

/* uintptr_t engine_call(uintptr_t (*f)(void *), void *arg) */
	.globl	engine_call
	.type	engine_call, %function
engine_call:
	to_engine
	mov	x9, x0
	mov	x0, x1
	blr	x9
	to_fiber
	ret
	.size	engine_call, .-engine_call

/* A plain access: target(address, return address, frame pointer) on the
 * engine's stack. If it says so, the thread lets the others go first. */
	.macro	plain name, target
	.globl	\name
	.type	\name, %function
\name:
	mov	x1, x30
	mov	x2, x29
	to_engine
	bl	\target
	to_fiber
	cbnz	w0, to_pause
	ret
	.size	\name, .-\name
	.endm

/* plain_pause may lie further away than a conditional branch reaches. */
to_pause:
	b	plain_pause

#include "grader/explore/plain_hooks.inc"

/* The same with a size: name(address, size). */
	.macro	range name, target
	.globl	\name
	.type	\name, %function
\name:
	mov	x2, x30
	mov	x3, x29
	to_engine
	bl	\target
	to_fiber
	ret
	.size	\name, .-\name
	.endm

	range	__tsan_read_range, plain_read_range
	range	__tsan_write_range, plain_write_range

	.section .note.GNU-stack, "", %progbits
