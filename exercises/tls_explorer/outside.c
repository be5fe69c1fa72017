/* Threads that make notes of numbers, each so many. */
#include "outside.h"

enum { THREADS_MAX = 6 };

OUTSIDE(notes, "Each thread has its own last note and its own count")
{
    long n = tl_between(2, THREADS_MAX), times[THREADS_MAX], all = 0;
    long first = tl_between(1, 1000000);

    tl_give(n);
    tl_give(first);
    for (long i = 0; i < n; i++) {
        tl_give(times[i] = tl_between(0, 40));
        all += times[i];
    }
    for (long i = 0; i < n; i++) {
        tl_expect(times[i], "the count of thread %ld, which made %ld notes", i,
                  times[i]);
        tl_expect(times[i] > 0 ? first + 100 * i + times[i] - 1 : -1,
                  "the number in its last note (-1: an empty note)");
    }
    tl_expect(all, "notes of %ld threads that have ended", n);
    tl_expect(0, "the count of the thread that joined them");
}
