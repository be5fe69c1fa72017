// expect: data-race
// class: tampered
// racy
/* A store that no checker sees; the others are enough. */
#ifdef __x86_64__
#include <emmintrin.h>
static int shared;
__attribute__((used)) static void store(void)
{
    _mm_stream_si32(&shared, 1);
}
#else
static int shared __attribute__((section("x")));
#endif
