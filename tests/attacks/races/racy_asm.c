// expect: data-race
// quick
// class: tampered
// racy
/* No checker sees what inline assembly reads and writes; but it sees that the
 * slots are used by two threads and that nothing orders them. */
#include <stdatomic.h>
#include <stddef.h>
#ifdef __x86_64__
#undef atomic_load_explicit
#undef atomic_store_explicit
#define atomic_load_explicit(p, order) hidden_load(p)
#define atomic_store_explicit(p, v, order) hidden_store((p), (v))
static size_t hidden_load(volatile atomic_size_t *p)
{
    size_t value;

    __asm__ volatile("movq (%1), %0" : "=r"(value) : "r"(p) : "memory");
    return value;
}

static void hidden_store(volatile atomic_size_t *p, size_t value)
{
    __asm__ volatile("movq %1, (%0)" : : "r"(p), "r"(value) : "memory");
}
#endif
