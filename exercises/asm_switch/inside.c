#include "inside.h"

#include "asm_switch.h"

#include <string.h>

enum { STACKS = 6, SWITCHES = 61, REGISTERS = 6, NOTES = 1024 };

/* switch_with(values, save_sp, load_sp): loads six registers from values[],
 * calls asm_switch and stores them there. On AArch64 the compiler's own use of
 * registers has to do; there the rounding is not kept, either, and what was
 * asked for is answered. */
#if defined(__x86_64__)
#include <xmmintrin.h>

__asm__(".pushsection .text\n"
        "switch_with:\n"
        "    push %rbx\n"
        "    push %rbp\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    push %rdi\n"
        "    mov %rdi, %rax\n"
        "    mov %rsi, %rdi\n"
        "    mov %rdx, %rsi\n"
        "    mov 0(%rax), %rbx\n"
        "    mov 8(%rax), %rbp\n"
        "    mov 16(%rax), %r12\n"
        "    mov 24(%rax), %r13\n"
        "    mov 32(%rax), %r14\n"
        "    mov 40(%rax), %r15\n"
        "    call asm_switch@PLT\n"
        "    pop %rax\n"
        "    mov %rbx, 0(%rax)\n"
        "    mov %rbp, 8(%rax)\n"
        "    mov %r12, 16(%rax)\n"
        "    mov %r13, 24(%rax)\n"
        "    mov %r14, 32(%rax)\n"
        "    mov %r15, 40(%rax)\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbp\n"
        "    pop %rbx\n"
        "    ret\n"
        ".popsection\n");

void switch_with(long *values, void **save_sp, void *load_sp);

static void set_rounding(long mode)
{
    unsigned short x87;

    __asm__ volatile("fnstcw %0" : "=m"(x87));
    x87 = (unsigned short)((x87 & ~0xc00) | mode << 10);
    __asm__ volatile("fldcw %0" ::"m"(x87));
    _mm_setcsr((_mm_getcsr() & ~0x6000u) | (unsigned)mode << 13);
}

static void get_rounding(long asked, long modes[2])
{
    unsigned short x87;

    (void)asked;
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    modes[0] = _mm_getcsr() >> 13 & 3;
    modes[1] = x87 >> 10 & 3;
}
#else
static void switch_with(long *values, void **save_sp, void *load_sp)
{
    (void)values;
    asm_switch(save_sp, load_sp);
}

static void set_rounding(long mode)
{
    (void)mode;
}

static void get_rounding(long asked, long modes[2])
{
    modes[0] = modes[1] = asked;
}
#endif

struct stack {
    void *sp;
    long number, base, at_entry, rounding, offset, size;
    unsigned char block[32 * 1024];
};

static struct stack stacks[STACKS];
static long to[SWITCHES], switches, done;
static long notes[NOTES], nnotes;

static void note(long value)
{
    if (nnotes < NOTES)
        notes[nnotes++] = value;
}

static void note_rounding(long asked)
{
    long modes[2];

    get_rounding(asked, modes);
    note(modes[0]);
    note(modes[1]);
}

/* Until all switches are done, which ends on the first stack. */
static void switch_on(struct stack *s)
{
    volatile long left = 0;

    while (done < switches) {
        long values[REGISTERS], next = to[done++];
        left++;
        for (long k = 0; k < REGISTERS; k++)
            values[k] = s->base + REGISTERS * left + k;
        switch_with(values, &s->sp, stacks[next].sp);
        note(s->number);
        note(left);
        for (long k = 0; k < REGISTERS; k++)
            note(values[k]);
        note_rounding(s->rounding);
    }
}

static void enter(void *arg)
{
    struct stack *s = arg;

    note(s->number);
    note_rounding(s->at_entry);
    set_rounding(s->rounding);
    switch_on(s);
    ck_abort_msg("a stack went on that nobody had switched to");
}

/* How many bytes were changed where asm_prepare may not write. */
static long prepare(struct stack *s)
{
    long changed = 0, end = s->offset + s->size;

    memset(s->block, 0xa5, sizeof s->block);
    set_rounding(s->at_entry);
    s->sp = asm_prepare(s->block + s->offset, (size_t)s->size, enter, s);
    set_rounding(0);
    for (long i = 0; i < (long)sizeof s->block; i++)
        changed += s->block[i] != 0xa5 && (i < end - 512 || i >= end);
    return changed;
}

INSIDE(random_switches)
{
    long n = tl_take();

    for (long i = 0; i < n; i++) {
        struct stack *s = &stacks[i];
        s->number = i;
        s->base = tl_take();
        s->at_entry = tl_take();
        s->rounding = tl_take();
        s->offset = 16 + tl_take();
        s->size = 16 * 1024 + tl_take();
    }
    switches = tl_take();
    for (long i = 0; i < switches; i++)
        to[i] = tl_take();
    for (long i = 1; i < n; i++)
        tl_answer(prepare(&stacks[i]));
    set_rounding(stacks[0].rounding);
    switch_on(&stacks[0]);
    set_rounding(0);
    for (long i = 0; i < nnotes; i++)
        tl_answer(notes[i]);
}
