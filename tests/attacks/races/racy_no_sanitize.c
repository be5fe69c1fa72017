// expect: forged
// says: no_sanitize
// racy
#include <stdbool.h>
#include <stddef.h>
#define spsc_push __attribute__((no_sanitize("thread"))) spsc_push
