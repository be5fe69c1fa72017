/* Who accessed which byte last: finds data races and accesses outside of live
 * blocks, exactly to the byte.
 *
 * An access is compared with what its thread knows: two accesses of which one
 * writes, not both atomic, race if neither happens before the other. The order
 * in which this execution had them does not matter (vector clocks; Flanagan and
 * Freund: FastTrack, PLDI 2009, without its shortcut for shared reads).
 *
 * All functions run on the engine's stack, or in code that calls them through
 * engine_call (E1). A finding ends the execution. */
#ifndef EXPLORE_RACE_H
#define EXPLORE_RACE_H

#include "grader/explore/engine.h"

enum { OBJECT_BYTES = 4 }; /* of an object that are looked at: all have them */

void race_setup(void);
void race_reset(void); /* before each execution: forgets everything */

/* A plain access by the running thread. */
void race_plain(uintptr_t address, size_t size, bool write, uintptr_t pc,
                uintptr_t frame);

/* An atomic access by the running thread: the place of that variable, made at
 * its first use. A variable used with two sizes is a finding. */
struct place *race_atomic(uintptr_t address, unsigned size, bool write,
                          const struct op *op);

/* The running thread performs an operation that it had come to some time ago:
 * what others have done to its memory meanwhile counts, too. */
void race_perform(struct op *op);

/* A call that uses an object (a mutex...) at an address: its memory must be
 * alive, and setting it up or destroying it at the same time is a race. */
void race_object(uintptr_t address, size_t size, uintptr_t pc, uintptr_t frame);

/* The bytes of a block of the heap come to life, or die: reads and writes are
 * findings before and after. Dying is a write to every byte, so that an access
 * that another thread may still make is found, too. */
void race_live(uintptr_t address, size_t size);
void race_dead(uintptr_t address, size_t size, uintptr_t pc, uintptr_t frame);

/* Where the heap is: addresses in it are checked for being alive. */
extern uintptr_t race_heap_low, race_heap_high;

/* Description of an address for a finding: "4 bytes behind a block of 16", or
 * NULL. Defined by heap.c. */
const char *heap_describe(uintptr_t address);

#endif
