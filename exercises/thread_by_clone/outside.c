/* Threads that compute something of what they are given. */
#include "outside.h"

OUTSIDE(computes, "Each thread runs its function, and its result is handed out")
{
    long n = tl_between(2, 5), a = tl_between(2, 99), b = tl_between(1, 99999);

    tl_give(n);
    tl_give(a);
    tl_give(b);
    for (long i = 0; i < n; i++)
        tl_expect(0, "ct_create of thread %ld returned", i);
    for (long i = 0; i < n; i++) {
        tl_expect(0, "ct_join of thread %ld returned", i);
        tl_expect(1, "thread %ld returned what it was given", i);
        tl_expect(a * i + b, "what thread %ld had written", i);
    }
    tl_expect(1, "a stack of 0 bytes gives EINVAL");
}
