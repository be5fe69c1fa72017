/* The program's heap.
 *
 * Each thread has an arena of its own, so that the address of a block depends
 * on nothing but what its thread has allocated before (E1), and between any two
 * blocks lie bytes that belong to none. An address is used once in an
 * execution: every use after free is found. heap_reuse gives that up, to see
 * what goes wrong when an address comes back. */
#ifndef EXPLORE_HEAP_H
#define EXPLORE_HEAP_H

#include "grader/explore/libc.h"

struct heap_block {
    uintptr_t start;
    size_t size;        /* as asked for */
    uintptr_t pc;       /* of the call that allocated it */
    uintptr_t freed_pc; /* of the one that freed it */
    int thread;         /* that allocated it */
    int freed_by;       /* the thread, or -1: it is still allocated */
    uint32_t order;     /* in which the blocks of all threads were allocated */
    bool marked;        /* heap_leak can reach it */
    struct heap_block *next; /* of a list: to be reused, or to be marked */
};

/* Freed blocks stay accessible, and the thread that freed one gets it back for
 * its next request of about that size, the newest first. */
extern bool heap_reuse;

void heap_setup(void); /* before race_setup: sets race_heap_low and _high */
void heap_reset(void); /* before each execution */

/* The block that the address lies in, allocated or freed, or NULL. An empty
 * block has one address. */
struct heap_block *heap_block(uintptr_t address);

struct heap_leak {
    int thread;   /* that allocated it */
    uintptr_t pc; /* where */
    uintptr_t address;
    size_t size;
};

/* When an execution is complete: finds the oldest block that is allocated but
 * cannot be reached any more. Any word that looks like a pointer counts. */
bool heap_leak(struct heap_leak *leak);

/* The number of blocks that are allocated, and the i-th block of a thread. */
unsigned heap_allocated(void);
struct heap_block *heap_nth(int thread, unsigned i); /* NULL: has no more */

/* For malloc.c, by engine_call. */
struct heap_request {
    const struct libc_call *call;
    size_t size, alignment;
    bool zero;
    void *old; /* to free */
};
uintptr_t heap_take(void *request); /* the address of a new block */
uintptr_t heap_give(void *request); /* frees `old` */
uintptr_t heap_size(void *request); /* of `old`, which must be allocated */

#endif
