/* The hooks that the compiler puts in place of atomic operations. gcc passes
 * memory orders as int, returns whether a compare-and-swap succeeded, and
 * writes the value found to *expected. */
#include "grader/explore/engine.h"
#include "grader/explore/race.h"

#include <string.h>

/* The hooks leave the registers that survive calls alone, so that these hold
 * what the program has there when engine_trap saves them (spin.c). */
#if defined(__GNUC__) && !defined(__clang__)
#if defined(__x86_64__)
register uintptr_t kept_rbx __asm__("rbx");
register uintptr_t kept_r12 __asm__("r12");
register uintptr_t kept_r13 __asm__("r13");
register uintptr_t kept_r14 __asm__("r14");
register uintptr_t kept_r15 __asm__("r15");
#elif defined(__aarch64__)
register uintptr_t kept_x19 __asm__("x19");
register uintptr_t kept_x20 __asm__("x20");
register uintptr_t kept_x21 __asm__("x21");
register uintptr_t kept_x22 __asm__("x22");
register uintptr_t kept_x23 __asm__("x23");
register uintptr_t kept_x24 __asm__("x24");
register uintptr_t kept_x25 __asm__("x25");
register uintptr_t kept_x26 __asm__("x26");
register uintptr_t kept_x27 __asm__("x27");
register uintptr_t kept_x28 __asm__("x28");
register double kept_d8 __asm__("d8");
register double kept_d9 __asm__("d9");
register double kept_d10 __asm__("d10");
register double kept_d11 __asm__("d11");
register double kept_d12 __asm__("d12");
register double kept_d13 __asm__("d13");
register double kept_d14 __asm__("d14");
register double kept_d15 __asm__("d15");
#endif
#define HOOK_SITE ENGINE_SITE, .base = (uintptr_t)__builtin_dwarf_cfa()
#else
#define HOOK_SITE ENGINE_SITE
#endif

static enum order order_of(int mo)
{
    static const enum order orders[] = {
        [__ATOMIC_RELAXED] = RELAXED, [__ATOMIC_CONSUME] = ACQUIRE,
        [__ATOMIC_ACQUIRE] = ACQUIRE, [__ATOMIC_RELEASE] = RELEASE,
        [__ATOMIC_ACQ_REL] = ACQ_REL, [__ATOMIC_SEQ_CST] = SEQ_CST,
    };

    return orders[mo & 7];
}

/* ------------------------------------------------------------ on the engine's
 * stack: which place an address is */

struct request {
    struct op *op;
    uintptr_t address;
    unsigned size;
    bool write;
};

static uintptr_t find_place(void *arg)
{
    const struct request *r = arg;

    r->op->place = race_atomic(r->address, r->size, r->write, r->op);
    return 0;
}

static enum change apply_store(const struct op *op, const struct state *before,
                               struct state *after)
{
    *after = (struct state){op->arg, before->b};
    return CHANGE_WRITE;
}

static void perform(struct op *op, volatile void *address, unsigned size,
                    bool write)
{
    struct request r = {op, (uintptr_t)address, size, write};

    engine_call(find_place, &r);
    if (op->kind == EVENT_WRITE && op->place->futex) {
        op->kind = EVENT_UPDATE; /* it keeps who sleeps */
        op->manner = MANNER_STORE;
        op->apply = apply_store;
    }
    op->order = axioms_order(op->order, op->kind);
    if (op->kind == EVENT_UPDATE)
        op->failure = axioms_order(op->failure, EVENT_READ);
    engine_trap(op);
}

/* ------------------------------------------------------------------ updates */

/* What a value looks like in its own number of bytes. */
static uint64_t cut(uint64_t value, unsigned size)
{
    return size == 8 ? value : value & (((uint64_t)1 << (8 * size)) - 1);
}

enum arithmetic { EXCHANGE, ADD, SUB, AND, OR, XOR, NAND };

static enum change apply_arithmetic(const struct op *op,
                                    const struct state *before,
                                    struct state *after)
{
    uint64_t old = before->a, arg = op->arg;
    uint64_t new = op->arg2 == EXCHANGE ? arg
                   : op->arg2 == ADD    ? old + arg
                   : op->arg2 == SUB    ? old - arg
                   : op->arg2 == AND    ? old &arg
                   : op->arg2 == OR     ? old | arg
                   : op->arg2 == XOR    ? old ^ arg
                                        : ~(old & arg);

    *after = (struct state){cut(new, op->place->size), before->b};
    return CHANGE_WRITE;
}

static enum change apply_cas(const struct op *op, const struct state *before,
                             struct state *after)
{
    if (before->a != op->arg2)
        return CHANGE_NONE;
    *after = (struct state){op->arg, before->b};
    return CHANGE_WRITE;
}

/* ------------------------------------------------------------- the hooks */

#define HOOKS(bits, type)                                                      \
    type __tsan_atomic##bits##_load(const volatile type *a, int mo);           \
    type __tsan_atomic##bits##_load(const volatile type *a, int mo)            \
    {                                                                          \
        struct op op = {.kind = EVENT_READ,                                    \
                        .order = order_of(mo),                                 \
                        .name = "load",                                        \
                        HOOK_SITE};                                            \
        perform(&op, (volatile void *)a, sizeof *a, false);                    \
        return (type)op.seen.a;                                                \
    }                                                                          \
    void __tsan_atomic##bits##_store(volatile type *a, type v, int mo);        \
    void __tsan_atomic##bits##_store(volatile type *a, type v, int mo)         \
    {                                                                          \
        struct op op = {.kind = EVENT_WRITE,                                   \
                        .order = order_of(mo),                                 \
                        .arg = v,                                              \
                        .name = "store",                                       \
                        HOOK_SITE};                                            \
        perform(&op, a, sizeof *a, true);                                      \
    }                                                                          \
    UPDATE(bits, type, exchange, EXCHANGE)                                     \
    UPDATE(bits, type, fetch_add, ADD)                                         \
    UPDATE(bits, type, fetch_sub, SUB)                                         \
    UPDATE(bits, type, fetch_and, AND)                                         \
    UPDATE(bits, type, fetch_or, OR)                                           \
    UPDATE(bits, type, fetch_xor, XOR)                                         \
    UPDATE(bits, type, fetch_nand, NAND)                                       \
    CAS(bits, type, strong, false)                                             \
    CAS(bits, type, weak, true)                                                \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *a, type c,  \
                                                    type v, int mo, int fail); \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *a, type c,  \
                                                    type v, int mo, int fail)  \
    {                                                                          \
        struct op op = {.kind = EVENT_UPDATE,                                  \
                        .order = order_of(mo),                                 \
                        .failure = order_of(fail),                             \
                        .apply = apply_cas,                                    \
                        .arg = v,                                              \
                        .arg2 = c,                                             \
                        .name = "compare_exchange",                            \
                        HOOK_SITE};                                            \
        perform(&op, a, sizeof *a, true);                                      \
        return (type)op.seen.a;                                                \
    }

#define UPDATE(bits, type, NAME, how)                                    \
    type __tsan_atomic##bits##_##NAME(volatile type *a, type v, int mo); \
    type __tsan_atomic##bits##_##NAME(volatile type *a, type v, int mo)  \
    {                                                                    \
        struct op op = {.kind = EVENT_UPDATE,                            \
                        .order = order_of(mo),                           \
                        .apply = apply_arithmetic,                       \
                        .arg = v,                                        \
                        .arg2 = how,                                     \
                        .name = #NAME,                                   \
                        HOOK_SITE};                                      \
        perform(&op, a, sizeof *a, true);                                \
        return (type)op.seen.a;                                          \
    }

/* A weak one may fail for no reason: then it only reads. */
#define CAS(bits, type, NAME, weak)                                   \
    int __tsan_atomic##bits##_compare_exchange_##NAME(                \
        volatile type *a, type *c, type v, int mo, int fail);         \
    int __tsan_atomic##bits##_compare_exchange_##NAME(                \
        volatile type *a, type *c, type v, int mo, int fail)          \
    {                                                                 \
        struct op op = {.kind = EVENT_UPDATE,                         \
                        .order = order_of(mo),                        \
                        .failure = order_of(fail),                    \
                        .apply = weak && engine_fault(FAULT_WEAK_CAS) \
                                     ? op_look                        \
                                     : apply_cas,                     \
                        .arg = v,                                     \
                        .arg2 = *c,                                   \
                        .name = "compare_exchange_" #NAME,            \
                        HOOK_SITE};                                   \
        perform(&op, a, sizeof *a, true);                             \
        if (!op.wrote)                                                \
            *c = (type)op.seen.a;                                     \
        return op.wrote;                                              \
    }

HOOKS(8, uint8_t)
HOOKS(16, uint16_t)
HOOKS(32, uint32_t)
HOOKS(64, uint64_t)

static void fence(struct op *op)
{
    op->order = axioms_order(op->order, EVENT_FENCE);
    engine_trap(op);
}

void __tsan_atomic_thread_fence(int mo);
void __tsan_atomic_thread_fence(int mo)
{
    struct op op = {
        .kind = EVENT_FENCE, .order = order_of(mo), .name = "fence", HOOK_SITE};

    if (mo != __ATOMIC_RELAXED)
        fence(&op);
}

void __tsan_atomic_signal_fence(int mo);
void __tsan_atomic_signal_fence(int mo)
{
    (void)mo; /* orders nothing between threads */
}
