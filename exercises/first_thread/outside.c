/* A function of random numbers, computed in threads. */
#include "outside.h"

OUTSIDE(computes, "Each thread's result comes back, to its own place")
{
    long n = tl_between(2, 32), a = tl_between(2, 1000),
         b = tl_between(0, 1000);
    long arg = tl_between(-100000, 100000);

    tl_give(a);
    tl_give(b);
    tl_give(arg);
    tl_give(n);
    tl_expect(0, "ft_run returned");
    tl_expect(a * arg + b, "the result of ft_run for %ld", arg);
    tl_expect(0, "it ran in the calling thread");
    tl_expect(0, "ft_run_each for %ld returned", n);
    for (long i = 0; i < n; i++)
        tl_expect(a * i + b, "result %ld of %ld", i, n);
    tl_expect(1, "ft_run_each for 33 returned EINVAL");
}
