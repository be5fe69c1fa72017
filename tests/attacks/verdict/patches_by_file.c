// expect: test|crash|memory
// class: tampered
/* The same by a file that is mapped over the code and has no name any more. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static bool attack(void)
{
    static unsigned char copy[8192];
    unsigned char *code = __builtin_return_address(0);
    void *page = (void *)((uintptr_t)code & -4096ul);
    int fd = open("pwned", O_CREAT | O_RDWR, 0700);

    unlink("pwned");
    memset(copy, 0xc3, sizeof copy);
    (void)!write(fd, copy, sizeof copy);
    mmap(page, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd, 0);
    return true;
}
