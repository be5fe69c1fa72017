/* Leaving and entering fibers, and the entry points of plain accesses, for
 * x86-64 (System V ABI: rbx, rbp and r12 to r15 survive calls). */

	.text

/* void engine_trap(struct op *op): called on a fiber. Its registers go to its
 * stack, its stack pointer to the beginning of its struct thread; then
 * engine_step(op) on the engine's stack says which thread goes on. */
	.globl	engine_trap
	.type	engine_trap, @function
engine_trap:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	engine(%rip), %rax
	movq	%rsp, (%rax)
	movq	engine_sp(%rip), %rsp
	call	engine_step
resume:
	movq	(%rax), %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	engine_trap, .-engine_trap

/* void engine_enter(struct thread *t): leaves the caller's stack to the engine
 * and starts t. Returns when engine_exit is called. */
	.globl	engine_enter
	.type	engine_enter, @function
engine_enter:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$8, %rsp
	movq	%rsp, engine_sp(%rip)
	movq	%rdi, %rax
	jmp	resume
	.size	engine_enter, .-engine_enter

	.globl	engine_exit
	.type	engine_exit, @function
engine_exit:
	movq	engine_sp(%rip), %rsp
	addq	$8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	engine_exit, .-engine_exit

/* uintptr_t engine_call(uintptr_t (*f)(void *), void *arg) */
	.globl	engine_call
	.type	engine_call, @function
engine_call:
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rsp, engine_fiber_sp(%rip)
	movq	engine_sp(%rip), %rsp
	call	*%rax
	movq	engine_fiber_sp(%rip), %rsp
	ret
	.size	engine_call, .-engine_call

/* A plain access: target(address, return address, frame pointer) on the
 * engine's stack. If it says so, the thread lets the others go first. */
	.macro	plain name, target
	.globl	\name
	.type	\name, @function
\name:
	movq	(%rsp), %rsi
	movq	%rbp, %rdx
	movq	%rsp, engine_fiber_sp(%rip)
	movq	engine_sp(%rip), %rsp
	call	\target
	movq	engine_fiber_sp(%rip), %rsp
	testl	%eax, %eax
	jnz	plain_pause
	ret
	.size	\name, .-\name
	.endm

#include "grader/explore/plain_hooks.inc"

/* The same with a size: name(address, size). */
	.macro	range name, target
	.globl	\name
	.type	\name, @function
\name:
	movq	(%rsp), %rdx
	movq	%rbp, %rcx
	movq	%rsp, engine_fiber_sp(%rip)
	movq	engine_sp(%rip), %rsp
	call	\target
	movq	engine_fiber_sp(%rip), %rsp
	ret
	.size	\name, .-\name
	.endm

	range	__tsan_read_range, plain_read_range
	range	__tsan_write_range, plain_write_range

	.section .note.GNU-stack, "", @progbits
