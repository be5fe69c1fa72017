// expect: crash|compile
// class: tampered
#include <unistd.h>
static int answer(void)
{
    return 1;
}

__attribute__((used)) static void *resolve(void)
{
    _exit(0);
    return answer;
}
int picked(void) __attribute__((ifunc("resolve")));
__attribute__((used)) static int (*volatile pointer)(void) = picked;
