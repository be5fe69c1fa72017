// expect: passed
// quick
/* asm volatile, __asm__, __attribute__((constructor)), #pragma GCC optimize,
 * .init_array, ifunc, main, exit(0), pthread_create, syscall(SYS_write): words
 * in a comment are words. */
// #line 7 "test.c" __builtin_return_address
#include <stdbool.h>
#include <string.h>
static const char text[] = "asm __asm__ __attribute__((constructor)) write(3)";
enum { attribute_count = 2, asm_ish, section, constructor };
struct line {
    int write, close, signal, end, environ;
};
static int mprotect_pages, signal_waiters, my_main, get_id;
static int close_lane(struct line *l)
{
    return l->write + l->close + l->signal + l->end + l->environ;
}

static bool attack(void)
{
    struct line pragma = {0};

    return strlen(text) < attribute_count || close_lane(&pragma) != 0 ||
           mprotect_pages + signal_waiters + my_main + get_id > 0;
}
