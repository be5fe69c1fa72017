// expect: data-race
// class: tampered
// racy
#include <unistd.h>
__attribute__((destructor)) static void late(void)
{
    _exit(0);
}
