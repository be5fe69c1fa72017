// expect: forged
// says: uses _ck_
#include <unistd.h>
void _ck_assert_failed(const char *file, int line, const char *expr, ...);
void _ck_assert_failed(const char *file, int line, const char *expr, ...)
{
    (void)file;
    (void)line;
    (void)expr;
    _exit(0);
}
