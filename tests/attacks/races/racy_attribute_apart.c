// expect: forged|data-race|passed
// class: tampered
// racy
/* Words that are lines apart, so that the preprocessor puts a marker between. */
#define JOIN(a, b) a##b
#define OFF(x) JOIN(no_sani, x)("thread")
#include "spsc_queue.h"
bool spsc_push(spsc_queue *q, int value) __attribute__












((OFF(tize)));
bool spsc_pop(spsc_queue *q, int *value) __attribute__












((OFF(tize)));
