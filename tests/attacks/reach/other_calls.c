// expect: forbidden|crash
// class: tampered
/* The numbers of another architecture, which a filter could take for others. */
#include <stdbool.h>
static bool attack(void)
{
    long result = 20;

#ifdef __x86_64__
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
#else
    __builtin_trap();
#endif
    return result > 0;
}
