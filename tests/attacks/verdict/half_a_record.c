// expect: misuse|forged|crash
// class: tampered
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
static bool attack(void)
{
    for (int fd = 3; fd < 64; fd++)
        (void)!write(fd, "00112233445566778899aabbccddeeff passed one", 43);
    abort();
}
