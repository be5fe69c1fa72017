/* The switch is looked at from outside, with assembly of our own: it puts known
 * values into the registers before a switch and stores what is in them
 * afterwards. What a wrong switch has lost is then found in a list, and does
 * not break the code around it. */
#include "threadlings.h"

#include "asm_switch.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)

enum { REGISTERS = 8 };
static const char *const register_names[REGISTERS] = {
    "rbx",
    "rbp",
    "r12",
    "r13",
    "r14",
    "r15",
    "the rounding mode in MXCSR",
    "the rounding mode in the x87 control word"};

/* call_with_registers(values, save_sp, load_sp): loads the registers from
 * values[], calls asm_switch(save_sp, load_sp), stores the registers there. */
__asm__(".pushsection .text\n"
        "call_with_registers:\n"
        "    push %rbx\n"
        "    push %rbp\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $24, %rsp\n"
        "    mov %rdi, 16(%rsp)\n"
        "    stmxcsr 8(%rsp)\n"
        "    fnstcw 12(%rsp)\n"
        "    mov %rdi, %rax\n"
        "    mov %rsi, %rdi\n"
        "    mov %rdx, %rsi\n"
        "    mov 0(%rax), %rbx\n"
        "    mov 8(%rax), %rbp\n"
        "    mov 16(%rax), %r12\n"
        "    mov 24(%rax), %r13\n"
        "    mov 32(%rax), %r14\n"
        "    mov 40(%rax), %r15\n"
        "    ldmxcsr 48(%rax)\n"
        "    fldcw 56(%rax)\n"
        "    call asm_switch@PLT\n"
        "    mov 16(%rsp), %rax\n"
        "    mov %rbx, 0(%rax)\n"
        "    mov %rbp, 8(%rax)\n"
        "    mov %r12, 16(%rax)\n"
        "    mov %r13, 24(%rax)\n"
        "    mov %r14, 32(%rax)\n"
        "    mov %r15, 40(%rax)\n"
        "    stmxcsr 48(%rax)\n"
        "    fnstcw 56(%rax)\n"
        "    ldmxcsr 8(%rsp)\n"
        "    fldcw 12(%rsp)\n"
        "    add $24, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbp\n"
        "    pop %rbx\n"
        "    ret\n"
        /* enter_once(save_sp, load_sp): calls asm_switch, and comes back by
         * way of look_at_entry, whatever asm_switch saved. */
        "enter_once:\n"
        "    push %rbx\n"
        "    push %rbp\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $8, %rsp\n"
        "    stmxcsr 0(%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov %rsp, way_back(%rip)\n"
        "    call asm_switch@PLT\n"
        "    ud2\n"
        "look_at_entry:\n"
        "    mov %rdi, entry_argument(%rip)\n"
        "    mov %rsp, entry_sp(%rip)\n"
        "    fnstcw entry_settings(%rip)\n"
        "    stmxcsr 8+entry_settings(%rip)\n"
        "    mov way_back(%rip), %rsp\n"
        "    ldmxcsr 0(%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    add $8, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbp\n"
        "    pop %rbx\n"
        "    ret\n"
        ".popsection\n");

enum { MISALIGNED_BY = 8 }; /* at entry: a call has just pushed an address */

/* All exceptions masked; rounding to nearest, down, up or towards zero. */
static void settings(uint64_t *values, unsigned rounding)
{
    values[6] = 0x1f80 | rounding << 13;
    values[7] = 0x037f | rounding << 10;
}

/* Only the control bits are preserved across calls. */
static uint64_t control(int i, uint64_t value)
{
    return i == 6 ? value & 0xffc0 : i == 7 ? value & 0xffff : value;
}

static void set_rounding(unsigned rounding)
{
    uint64_t values[REGISTERS];

    settings(values, rounding);
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" ::"m"(values[6]), "m"(values[7]));
}

#elif defined(__aarch64__)

enum { REGISTERS = 19 };
static const char *const register_names[REGISTERS] = {
    "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28",
    "x29", "d8",  "d9",  "d10", "d11", "d12", "d13", "d14", "d15"};

#define KEEP                           \
    "    stp x29, x30, [sp, #-176]!\n" \
    "    stp x19, x20, [sp, #16]\n"    \
    "    stp x21, x22, [sp, #32]\n"    \
    "    stp x23, x24, [sp, #48]\n"    \
    "    stp x25, x26, [sp, #64]\n"    \
    "    stp x27, x28, [sp, #80]\n"    \
    "    stp d8, d9, [sp, #96]\n"      \
    "    stp d10, d11, [sp, #112]\n"   \
    "    stp d12, d13, [sp, #128]\n"   \
    "    stp d14, d15, [sp, #144]\n"
#define GIVE_BACK                    \
    "    ldp x19, x20, [sp, #16]\n"  \
    "    ldp x21, x22, [sp, #32]\n"  \
    "    ldp x23, x24, [sp, #48]\n"  \
    "    ldp x25, x26, [sp, #64]\n"  \
    "    ldp x27, x28, [sp, #80]\n"  \
    "    ldp d8, d9, [sp, #96]\n"    \
    "    ldp d10, d11, [sp, #112]\n" \
    "    ldp d12, d13, [sp, #128]\n" \
    "    ldp d14, d15, [sp, #144]\n" \
    "    ldp x29, x30, [sp], #176\n" \
    "    ret\n"

__asm__(".pushsection .text\n"
        "call_with_registers:\n" KEEP "    str x0, [sp, #160]\n"
        "    mov x9, x0\n"
        "    mov x0, x1\n"
        "    mov x1, x2\n"
        "    ldp x19, x20, [x9]\n"
        "    ldp x21, x22, [x9, #16]\n"
        "    ldp x23, x24, [x9, #32]\n"
        "    ldp x25, x26, [x9, #48]\n"
        "    ldp x27, x28, [x9, #64]\n"
        "    ldr x29, [x9, #80]\n"
        "    ldr d8, [x9, #88]\n"
        "    ldp d9, d10, [x9, #96]\n"
        "    ldp d11, d12, [x9, #112]\n"
        "    ldp d13, d14, [x9, #128]\n"
        "    ldr d15, [x9, #144]\n"
        "    bl asm_switch\n"
        "    ldr x9, [sp, #160]\n"
        "    stp x19, x20, [x9]\n"
        "    stp x21, x22, [x9, #16]\n"
        "    stp x23, x24, [x9, #32]\n"
        "    stp x25, x26, [x9, #48]\n"
        "    stp x27, x28, [x9, #64]\n"
        "    str x29, [x9, #80]\n"
        "    str d8, [x9, #88]\n"
        "    stp d9, d10, [x9, #96]\n"
        "    stp d11, d12, [x9, #112]\n"
        "    stp d13, d14, [x9, #128]\n"
        "    str d15, [x9, #144]\n" GIVE_BACK "enter_once:\n" KEEP
        "    adrp x9, way_back\n"
        "    add x9, x9, :lo12:way_back\n"
        "    mov x10, sp\n"
        "    str x10, [x9]\n"
        "    bl asm_switch\n"
        "    brk #1\n"
        /* gcc takes its address by way of the GOT; for a local label the
         * linker would put the beginning of the section there. */
        ".globl look_at_entry\n"
        "look_at_entry:\n"
        "    adrp x9, entry_argument\n"
        "    add x9, x9, :lo12:entry_argument\n"
        "    str x0, [x9]\n"
        "    adrp x9, entry_sp\n"
        "    add x9, x9, :lo12:entry_sp\n"
        "    mov x10, sp\n"
        "    str x10, [x9]\n"
        "    adrp x9, way_back\n"
        "    add x9, x9, :lo12:way_back\n"
        "    ldr x10, [x9]\n"
        "    mov sp, x10\n" GIVE_BACK ".popsection\n");

enum { MISALIGNED_BY = 0 };

static void settings(uint64_t *values, unsigned rounding)
{
    (void)values;
    (void)rounding;
}

static uint64_t control(int i, uint64_t value)
{
    (void)i;
    return value;
}

#else
#error "This exercise is for x86-64 and AArch64"
#endif

void call_with_registers(uint64_t *values, void **save_sp, void *load_sp);
void enter_once(void **save_sp, void *load_sp);
void look_at_entry(void *arg);

/* Used by the assembly above. */
__attribute__((used)) void *way_back, *entry_argument;
__attribute__((used)) uintptr_t entry_sp;
__attribute__((used)) uint64_t entry_settings[2];

enum { STACK_SIZE = 64 * 1024, ROUND = 256 };

/* A stack with some bytes on both sides that nobody may touch. */
struct block {
    unsigned char below[ROUND];
    unsigned char stack[STACK_SIZE];
    unsigned char above[ROUND];
} __attribute__((aligned(16)));

/* `nowhere` lies between zeros: there is nothing to find beside it. */
static void *zeros_below[64], *nowhere, *zeros_above[64];
static struct block blocks[8];
static void *main_sp, *other_sp;

/* --- the first frame --- */

static void enter(struct block *b, size_t offset, size_t size, void *arg)
{
    (void)zeros_below;
    (void)zeros_above;
    memset(b, 0xa5, sizeof *b);
    entry_sp = 0;
    void *sp = asm_prepare(b->stack + offset, size, look_at_entry, arg);
    enter_once(&nowhere, sp);
}

TEST(calls_the_entry, "The first switch to a new stack calls entry(arg)")
{
    static int argument;

    enter(&blocks[0], 0, STACK_SIZE, &argument);
    ck_assert_msg(entry_sp != 0, "the function was not called");
    ck_assert_msg(entry_argument == &argument,
                  "the function was called with the argument %p instead of %p",
                  entry_argument, (void *)&argument);
}

TEST(aligns_the_stack,
     "At its entry the function finds the stack pointer aligned, wherever the "
     "block begins and ends")
{
    for (size_t offset = 0; offset < 16; offset++) {
        for (size_t size = 4096; size < 4096 + 16; size++) {
            enter(&blocks[0], offset, size, NULL);
            ck_assert_msg(
                entry_sp % 16 == MISALIGNED_BY,
                "with a block of %zu bytes at an address that ends with %zx "
                "the stack pointer at the entry is %#zx: modulo 16 that is "
                "%zu, and it should be %d",
                size, offset, (size_t)entry_sp, (size_t)(entry_sp % 16),
                MISALIGNED_BY);
        }
    }
}

TEST(stays_inside, "The first frame takes the upper end of the block, at most "
                   "512 bytes, and nothing outside")
{
    struct block *b = &blocks[0];
    uintptr_t begin = (uintptr_t)b->stack;

    memset(b, 0xa5, sizeof *b);
    void *sp = asm_prepare(b->stack, STACK_SIZE, look_at_entry, NULL);
    for (size_t i = 0; i < ROUND; i++) {
        ck_assert_msg(b->below[i] == 0xa5,
                      "asm_prepare wrote %zu bytes below the block", ROUND - i);
        ck_assert_msg(b->above[i] == 0xa5,
                      "asm_prepare wrote above the end of the block");
    }
    ck_assert_msg((uintptr_t)sp > begin && (uintptr_t)sp < begin + STACK_SIZE,
                  "the stack pointer that asm_prepare returned lies outside");
    enter_once(&nowhere, sp);
    ck_assert_msg(entry_sp > begin && entry_sp <= begin + STACK_SIZE,
                  "at the entry the stack pointer is outside of the block");
    ck_assert_msg(begin + STACK_SIZE - entry_sp <= 512,
                  "at the entry %zu bytes of the stack are taken",
                  (size_t)(begin + STACK_SIZE - entry_sp));
    for (size_t i = 0; i < ROUND; i++)
        ck_assert_msg(b->above[i] == 0xa5,
                      "the first switch wrote above the block");
}

#if defined(__x86_64__)
TEST(hands_settings_on, "A new stack begins with the floating-point settings "
                        "of the caller of asm_prepare")
{
    uint64_t expected[REGISTERS];

    for (unsigned rounding = 0; rounding < 4; rounding++) {
        settings(expected, rounding);
        set_rounding(rounding);
        void *sp =
            asm_prepare(blocks[0].stack, STACK_SIZE, look_at_entry, NULL);
        set_rounding(0);
        entry_settings[0] = entry_settings[1] = 0;
        enter_once(&nowhere, sp);
        ck_assert_msg(control(6, entry_settings[1]) == control(6, expected[6]),
                      "MXCSR is %#x at the entry, and was %#x in asm_prepare",
                      (unsigned)entry_settings[1], (unsigned)expected[6]);
        ck_assert_msg(
            control(7, entry_settings[0]) == control(7, expected[7]),
            "the x87 control word is %#x at the entry, and was %#x in "
            "asm_prepare",
            (unsigned)entry_settings[0], (unsigned)expected[7]);
    }
}
#endif

/* --- there and back --- */

static int visits;

static void count_visits(void *arg)
{
    for (;;) {
        visits += *(int *)arg;
        asm_switch(&other_sp, main_sp);
    }
}

TEST(comes_back, "Each switch goes on where the other side had stopped")
{
    int step = 3;

    other_sp = asm_prepare(blocks[0].stack, STACK_SIZE, count_visits, &step);
    for (int i = 1; i <= 5; i++) {
        asm_switch(&main_sp, other_sp);
        ck_assert_int_eq(visits, 3 * i);
    }
}

/* --- registers --- */

static void set_all(uint64_t *values, uint64_t from, unsigned rounding)
{
    for (int i = 0; i < REGISTERS; i++)
        values[i] = from * 0x0101010101010101u + (uint64_t)i;
    settings(values, rounding);
}

static uint64_t of_main[REGISTERS], of_other[REGISTERS];

static void with_other_values(void *arg)
{
    (void)arg;
    for (unsigned n = 0;; n++) {
        set_all(of_other, 0x50 + n, 3);
        call_with_registers(of_other, &other_sp, main_sp);
    }
}

static void check_registers(const uint64_t *values, uint64_t from,
                            unsigned rounding, const char *whose)
{
    uint64_t expected[REGISTERS];

    set_all(expected, from, rounding);
    for (int i = 0; i < REGISTERS; i++)
        ck_assert_msg(control(i, values[i]) == control(i, expected[i]),
                      "%s: %s was %#llx before the switch, and %#llx after it",
                      whose, register_names[i],
                      (unsigned long long)control(i, expected[i]),
                      (unsigned long long)control(i, values[i]));
}

TEST(keeps_registers,
     "What a call preserves is as before when asm_switch returns")
{
    other_sp =
        asm_prepare(blocks[0].stack, STACK_SIZE, with_other_values, NULL);
    for (unsigned n = 0; n < 3; n++) {
        set_all(of_main, 0x10 + n, 1);
        call_with_registers(of_main, &main_sp, other_sp);
        check_registers(of_main, 0x10 + n, 1, "on the first stack");
    }
}

static uint64_t found_by_other[REGISTERS];

static void look_at_own(void *arg)
{
    (void)arg;
    for (;;) {
        set_all(of_other, 0x70, 2);
        call_with_registers(of_other, &other_sp, main_sp);
        memcpy(found_by_other, of_other, sizeof of_other);
    }
}

TEST(keeps_registers_of_both,
     "The same is true for the stack that is switched to")
{
    other_sp = asm_prepare(blocks[0].stack, STACK_SIZE, look_at_own, NULL);
    for (unsigned n = 0; n < 3; n++) {
        set_all(of_main, 0x20 + n, 1);
        call_with_registers(of_main, &main_sp, other_sp);
        if (n > 0)
            check_registers(found_by_other, 0x70, 2, "on the second stack");
    }
}

/* --- more than one, deep, and often --- */

enum { RING = 8, TURNS = 5 };

static void *ring_sp[RING];
static int turns[RING];
static char trace[RING * TURNS + 1];
static size_t traced;

static void pass_on(void *arg)
{
    int me = (int)(intptr_t)arg;

    for (;;) {
        turns[me]++;
        if (traced < sizeof trace - 1)
            trace[traced++] = (char)('a' + me);
        if (me + 1 < RING)
            asm_switch(&ring_sp[me], ring_sp[me + 1]);
        else if (turns[me] < TURNS)
            asm_switch(&ring_sp[me], ring_sp[0]);
        else
            asm_switch(&ring_sp[me], main_sp);
    }
}

TEST(goes_in_a_ring,
     "Eight stacks can hand over to each other, round and round")
{
    for (intptr_t i = 0; i < RING; i++)
        ring_sp[i] =
            asm_prepare(blocks[i].stack, STACK_SIZE, pass_on, (void *)i);
    asm_switch(&main_sp, ring_sp[0]);
    for (int i = 0; i < RING; i++)
        ck_assert_int_eq(turns[i], TURNS);
    ck_assert_str_eq(trace, "abcdefghabcdefghabcdefghabcdefghabcdefgh");
}

static int wrong;

/* Goes down, switches at every depth on both ways, checks its locals. */
__attribute__((noinline)) static int descend(int depth)
{
    volatile unsigned char mine[160];
    double half = depth / 2.0;
    int below = 0;

    for (size_t i = 0; i < sizeof mine; i++)
        mine[i] = (unsigned char)(depth + (int)i);
    asm_switch(&other_sp, main_sp);
    if (depth > 0)
        below = descend(depth - 1);
    asm_switch(&other_sp, main_sp);
    for (size_t i = 0; i < sizeof mine; i++)
        wrong += mine[i] != (unsigned char)(depth + (int)i);
    wrong += half != depth / 2.0;
    return below + 1;
}

enum { DEPTH = 150 };
static int came_back;

static void dive(void *arg)
{
    (void)arg;
    came_back = descend(DEPTH);
    for (;;)
        asm_switch(&other_sp, main_sp);
}

TEST(switches_deep,
     "It can be called at any depth of calls, and locals survive")
{
    other_sp = asm_prepare(blocks[0].stack, STACK_SIZE, dive, NULL);
    for (int i = 0; i < 2 * (DEPTH + 1) + 1; i++)
        asm_switch(&main_sp, other_sp);
    ck_assert_int_eq(came_back, DEPTH + 1);
    ck_assert_msg(wrong == 0, "%d local variables were changed", wrong);
}

TEST(uses_no_stack_up, "After many switches the stacks are no fuller than "
                       "after the first")
{
    size_t n = tl_rounds(100000);
    int step = 1;

    other_sp = asm_prepare(blocks[0].stack, STACK_SIZE, count_visits, &step);
    asm_switch(&main_sp, other_sp);
    void *first_main = main_sp, *first_other = other_sp;
    for (size_t i = 1; i < n; i++)
        asm_switch(&main_sp, other_sp);
    ck_assert_int_eq(visits, (int)n);
    ck_assert_msg(other_sp == first_other,
                  "the other stack grew by %td bytes in %zu switches",
                  (char *)first_other - (char *)other_sp, n);
    ck_assert_msg((char *)first_main - (char *)main_sp < 1024,
                  "this stack grew by %td bytes",
                  (char *)first_main - (char *)main_sp);
}
