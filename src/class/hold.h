/* The folder of results: who works in it, and records that come from others.
 *
 * A run over the whole class has OUT for itself. Parts of one class share it
 * with each other, and each part has its records for itself. The locks go with
 * the process that holds them (flock), so that none is left behind. */
#ifndef CLASS_HOLD_H
#define CLASS_HOLD_H

#include "src/base/arena.h"

struct hold;

/* Makes the folder where it is missing. `shard` of `shards`, from 1; 1 of 1 is
 * the whole. An error where somebody else is at work: it says who. */
bool hold_take(struct arena *a, const char *out, long shard, long shards,
               struct hold **hold, struct err *e) MUST_USE;
void hold_drop(struct hold *hold); /* NULL is fine */

/* Takes over the records of other such folders. Of two for the same student and
 * exercise the one that was made here stays, unless it is damaged, another's or
 * an infra error. Of theirs such a one counts for nothing. */
bool hold_collect(struct arena *a, const char *out, const char *const *from,
                  size_t n, struct err *e) MUST_USE;

#endif
