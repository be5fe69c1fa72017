/* Readers and writers of one record; and what the tries say. */
#include "outside.h"

OUTSIDE(keeps_apart, "Writers lose nothing, and readers see nothing half done")
{
    long writers = tl_between(1, 3), readers = tl_between(1, 3);
    long rounds = tl_between(50, 250), step = tl_between(1, 1000);

    tl_give(writers);
    tl_give(readers);
    tl_give(rounds);
    tl_give(step);
    tl_expect(writers * rounds * step,
              "the number that %ld writers raised by "
              "%ld, %ld times each",
              writers, step, rounds);
    for (long i = 0; i < readers; i++)
        tl_expect(0, "times that reader %ld saw a record half written", i + 1);
}

OUTSIDE(tries, "A try says at once whether the lock can be had")
{
    long what[30];

    for (int i = 0; i < 30; i++)
        tl_give(what[i] = tl_between(0, 2));
    for (int i = 0; i < 30; i++) {
        static const char *const held[] = {"nobody", "a reader", "a writer"};
        tl_expect(what[i] < 2, "rw_try_read_lock while %s holds it",
                  held[what[i]]);
        tl_expect(what[i] == 0, "rw_try_write_lock while %s holds it",
                  held[what[i]]);
    }
}
