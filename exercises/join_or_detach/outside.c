/* Requests whose results are wanted, or not, in a random order. */
#include "outside.h"

enum { REQUESTS_MAX = 40 };

OUTSIDE(serves, "Each request runs once; those that were asked are answered")
{
    long n = tl_between(5, REQUESTS_MAX), asked[REQUESTS_MAX], posted = 0;
    long add = tl_between(1, 100000), sum = 0;

    tl_give(n);
    tl_give(add);
    for (long i = 0; i < n; i++) {
        tl_give(asked[i] = tl_between(0, 1));
        posted += !asked[i];
        sum += asked[i] ? 0 : i + add;
    }
    for (long i = 0; i < n; i++) {
        if (asked[i])
            tl_expect(i + add, "the answer to request %ld", i);
    }
    tl_expect(add, "what `load` left, after server_stop");
    tl_expect(posted, "requests without an answer that had run when "
                      "server_stop returned");
    tl_expect(sum, "what these left");
}
