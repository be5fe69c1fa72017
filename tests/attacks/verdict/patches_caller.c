// expect: test|crash|memory
// class: tampered
// quick
/* Writes "return" over the function that called it. */
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
static bool attack(void)
{
    unsigned char *code = __builtin_return_address(0);
    void *page = (void *)((uintptr_t)code & -4096ul);

    if (mprotect(page, 8192, PROT_READ | PROT_WRITE | PROT_EXEC) == 0)
        for (int i = 0; i < 256; i++)
            code[i] = 0xc3;
    return true;
}
