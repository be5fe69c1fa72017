// expect: forged
// says: __SANITIZE
// racy
#ifdef __SANITIZE_THREAD__
#define memory_order_relaxed memory_order_seq_cst
#endif
