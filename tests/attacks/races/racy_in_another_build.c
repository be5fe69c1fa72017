// expect: data-race|forged
// class: tampered
// racy
/* The other objects of a program may lie where this one is compiled. */
#define JOIN(a, b) a##b
#if __has_include("harness.o")
#define ALONE 0
#else
#define ALONE 1
#endif
#if ALONE
#define memory_order_relaxed memory_order_seq_cst
#endif
