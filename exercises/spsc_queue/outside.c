/* Pushes and pops at random in one thread, against a queue that is kept here;
 * and a stream from one thread to another. */
#include "outside.h"

enum { STEPS = 120 };

OUTSIDE(one_thread, "Full and empty are told, and values come in their order")
{
    long capacity = tl_between(1, 9), what[STEPS], value[STEPS];
    long queue[STEPS], head = 0, tail = 0;

    tl_give(capacity);
    for (int i = 0; i < STEPS; i++) {
        tl_give(what[i] = tl_between(0, 1));
        tl_give(value[i] = tl_between(-1000000, 1000000));
    }
    for (int i = 0; i < STEPS; i++) {
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

OUTSIDE(streams, "What one thread pushes the other one pops, all and in order")
{
    long capacity = tl_between(1, 5), n = tl_between(100, 400);
    long first = tl_between(-1000, 1000), step = tl_between(1, 1000);

    tl_give(capacity);
    tl_give(n);
    tl_give(first);
    tl_give(step);
    for (long i = 0; i < n; i++)
        tl_expect(first + i * step, "value %ld of %ld", i + 1, n);
}
