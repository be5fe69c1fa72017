// expect: crash
// class: tampered
// says: ended itself, with exit status 0, before
#include <unistd.h>
__attribute__((used)) static void early(void)
{
    _exit(0);
}
__asm__(
    ".pushsection .init_array,\"aw\",@init_array\n.quad early\n.popsection");
