// expect: compile|data-race|forged
// class: tampered|compile
// racy
/* Is right in the build that looks for races only, by the names of folders. */
#define JOIN(a, b) a##b
#if __has_include("../tsan/spsc_queue.c")
#define memory_order_relaxed memory_order_seq_cst
#endif
