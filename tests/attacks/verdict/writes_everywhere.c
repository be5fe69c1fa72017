// expect: forged
// quick
// says: channel on which the test reports
#include <stdbool.h>
#include <unistd.h>
static bool attack(void)
{
    static const char text[] =
        "\0\377garbage\n"
        "00112233445566778899aabbccddeeff passed one_value 0 0\n";

    for (int fd = 0; fd < 64; fd++)
        if (write(fd, text, sizeof text - 1) < 0)
            continue;
    return false;
}
