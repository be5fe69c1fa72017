/* mini_go: goroutines on a few threads, with the G, M and P of Go's scheduler.
 * A goroutine here is a function that runs to its end, on one thread. */
#ifndef MINI_GO_H
#define MINI_GO_H

#include <stdbool.h>
#include <stddef.h>

enum {
    MG_ROOM = 8,  /* places in the local queue of a P */
    MG_FAIR = 61, /* so many goroutines at most before one from the global
                     queue has its turn */
};

typedef struct mini_go mini_go;
typedef void (*mg_func)(void *arg);

/* A scheduler with `procs` Ps and at least one thread. NULL with errno EINVAL
 * for 0, or with the errno of what failed, leaving nothing behind. */
mini_go *mg_start(size_t procs);

/* A new goroutine, which runs f(arg) once. Called by a goroutine it goes to the
 * end of its P's local queue; if that is full, half of that queue goes to the
 * global one first. Called by anybody else it goes to the end of the global
 * queue. False with errno ENOMEM when memory is out. */
bool mg_go(mini_go *s, mg_func f, void *arg);

/* A goroutine calls these around what may block. mg_block_begin gives its P
 * away: to a thread that is idle, or to a new one, if there are goroutines to
 * run. mg_block_end returns when this thread has a P again: at the latest when
 * another goroutine ends or blocks. */
void mg_block_begin(mini_go *s);
void mg_block_end(mini_go *s);

/* How many wait in the local queue of a P, numbered from 0: for tests. */
size_t mg_queued(mini_go *s, size_t proc);

/* Waits until every goroutine has ended, ends and joins the threads, frees.
 * Not called by a goroutine. NULL is fine. */
void mg_finish(mini_go *s);

/* Between mg_block_begin and mg_block_end a goroutine holds no P; at all other
 * times it does. So no more than `procs` goroutines run at the same time. A P
 * takes the oldest of its local queue, then the oldest of the global queue; and
 * if both are empty it takes half of another P's queue, rounded up, the oldest
 * first: one to run, the others into its own queue. */

#endif
