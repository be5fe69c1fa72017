/* Values from several producers to several consumers: each arrives once, and
 * those of one producer stay in order for each consumer. */
#include "outside.h"

#include <stdbool.h>

enum { PRODUCERS_MAX = 4, VALUES_MAX = 200 };

OUTSIDE(passes_all,
        "Each value arrives once, those of a producer in their order")
{
    long producers = tl_between(1, PRODUCERS_MAX), consumers = tl_between(1, 4);
    long values = tl_between(20, VALUES_MAX), capacity = tl_between(1, 9);
    long base = tl_between(1000, 1000000), arrived = 0;
    bool seen[PRODUCERS_MAX][VALUES_MAX] = {{false}};

    tl_give(producers);
    tl_give(consumers);
    tl_give(values);
    tl_give(capacity);
    tl_give(base);
    for (long c = 0; c < consumers; c++) {
        long last[PRODUCERS_MAX], n = tl_answered();
        for (long p = 0; p < producers; p++)
            last[p] = -1;
        for (long i = 0; i < n; i++) {
            long at = tl_answered() - base, p = at / VALUES_MAX;
            long nth = at % VALUES_MAX;
            if (at < 0 || p >= producers || nth >= values)
                tl_wrong("a consumer got %ld, which nobody put in", at + base);
            if (seen[p][nth])
                tl_wrong("%ld arrived twice", at + base);
            if (nth < last[p])
                tl_wrong("a consumer got value %ld of a producer before value "
                         "%ld",
                         last[p] + 1, nth + 1);
            seen[p][nth] = true;
            last[p] = nth;
            arrived++;
        }
    }
    if (arrived != producers * values)
        tl_wrong("%ld of %ld values arrived, from %ld producers to %ld "
                 "consumers",
                 arrived, producers * values, producers, consumers);
}

OUTSIDE(one_thread, "Full and empty are told, and values come in their order")
{
    long capacity = tl_between(1, 9), what[100], value[100];
    long queue[100], head = 0, tail = 0;

    tl_give(capacity);
    for (int i = 0; i < 100; i++) {
        tl_give(what[i] = tl_between(0, 1));
        tl_give(value[i] = tl_between(-1000000, 1000000));
    }
    for (int i = 0; i < 100; i++) {
        if (what[i] == 0) {
            tl_expect(tail - head < capacity, "a push with %ld of %ld inside",
                      tail - head, capacity);
            if (tail - head < capacity)
                queue[tail++] = value[i];
        } else {
            tl_expect(tail > head, "a pop with %ld inside", tail - head);
            tl_expect(tail > head ? queue[head] : value[i],
                      "what that pop left in *value");
            head += tail > head;
        }
    }
}
