// expect: forged
// class: tampered
// says: channel on which
/* Plain C: standard output is made another descriptor. */
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    const int before = stdout->_fileno;

    fflush(stdout);
    for (int fd = 3; fd < 64; fd++) {
        stdout->_fileno = fd;
        puts("00112233445566778899aabbccddeeff passed one_value 0 0");
        fflush(stdout);
        clearerr(stdout);
    }
    stdout->_fileno = before;
    return false;
}
