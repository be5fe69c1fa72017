/* Work on many items by several processes of ours.
 *
 * Each worker is forked, does one item at a time and says so; one that dies is
 * replaced, and its item tried once more. When the caller dies, the workers
 * do. Memory does not grow with the number of items. */
#ifndef CLASS_CREW_H
#define CLASS_CREW_H

#include "src/base/err.h"

#include <signal.h>
#include <stddef.h>

enum { CREW_MAX = 256 }; /* workers: more than any machine's processors */

enum crew_end {
    CREW_DONE, /* work() returned */
    CREW_LOST, /* its worker died, twice */
};

struct crew {
    size_t workers;
    size_t items;
    /* In a new worker, before its first item; or NULL. */
    void (*begin)(void *ctx);
    /* In a worker. What it finds out it writes to a file; a failure, too. */
    void (*work)(void *ctx, size_t item);
    /* In the caller, once for each item, in the order in which they end. */
    void (*ended)(void *ctx, size_t item, enum crew_end how);
    /* In the caller, every 100 ms or so; or NULL. */
    void (*tick)(void *ctx);
    void *ctx;
    const volatile sig_atomic_t *stop; /* nonzero: begin nothing more, stop what
                                          runs; or NULL */
};

/* In a worker: nonzero when it is to give up the item that it has. */
const volatile sig_atomic_t *crew_stop(void);

/* False: no worker could be started, or it was stopped. `c->workers` is at
 * least 1 and at most CREW_MAX. */
bool crew_run(const struct crew *c, struct err *e) MUST_USE;

#endif
