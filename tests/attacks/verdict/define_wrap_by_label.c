// expect: forged
// says: _ck_assert_failed
#include <unistd.h>
void innocent(void) __asm__("__wrap_"
                            "_ck_assert_failed");
void innocent(void)
{
    _exit(0);
}
