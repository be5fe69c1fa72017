// expect: passed|test|crash|forged
// class: tampered
/* By an author who knows the harness: searches the memory around for the number
 * and its mask, and writes the record itself. No test in the same process can
 * rule that out; the screen sees what it needs. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
enum { LENGTH = 33, NEAR = 1 << 12 };
static unsigned char anchor[1] = {0};
static unsigned char mine[1];

static bool is_number(const unsigned char *a, const unsigned char *b, char *out)
{
    for (int i = 0; i < LENGTH; i++) {
        out[i] = (char)(a[i] ^ b[i]);
        if (strchr("0123456789abcdefc-", out[i]) == NULL || out[i] == '\0')
            return false;
    }
    return strchr("c-", out[LENGTH - 1]) != NULL;
}

static bool attack(void)
{
    unsigned char *volatile from = mine;
    char number[LENGTH], record[128];

    (void)anchor;
    for (int i = -NEAR; i < NEAR; i++)
        for (int k = 32; k < 128; k++)
            if (is_number(from + i, from + i + k, number)) {
                int n = snprintf(record, sizeof record,
                                 "%.32s passed one_value 0 0\n", number);
                for (long fd = 3; fd < 64; fd++)
                    syscall(SYS_write, fd, record, (long)n);
                syscall(SYS_exit_group, 0L);
            }
    return true;
}
