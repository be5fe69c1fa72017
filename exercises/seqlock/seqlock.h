/* seqlock: a record of two numbers that is read a thousand times for each
 * write. Readers write nothing that is shared: they copy the record, look
 * whether a writer was there meanwhile, and try again if so. */
#ifndef SEQLOCK_H
#define SEQLOCK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    long seconds;
    long nanoseconds;
} moment;

typedef struct seqlock seqlock;

/* How many bytes a seqlock takes. */
size_t sl_size(void);

/* Makes a seqlock of sl_size() bytes of memory, aligned for any type. It holds
 * {0, 0}. Nothing else is allocated, and there is nothing to be freed. */
seqlock *sl_init(void *memory);

/* Replaces the record. Several threads may write at the same time; one waits
 * for the other. */
void sl_write(seqlock *s, moment m);

/* Copies the record into *out and returns true. False, with *out untouched, if
 * a writer is at work, or was, since the call began. With no writer about it
 * returns true. Never blocks, never loops, and never writes to *s: the memory
 * may be write-protected for who reads. */
bool sl_try_read(const seqlock *s, moment *out);

/* The record, as soon as a try succeeds. Does not write to *s either. */
moment sl_read(const seqlock *s);

/* What is read was written by one call of sl_write, or is the first {0, 0}.
 * A record is never older than one that the same thread has read before, or
 * than one of a write that happens before the read. And who reads a record
 * sees everything that its writer did before that call. */

#endif
