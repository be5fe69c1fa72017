/* What need not be compiled twice, in a folder of ours.
 *
 * An entry is found by its whole key, not by a hash alone, and is used only
 * when it is undamaged. A cache that cannot be used is as good as none: nothing
 * here fails. NULL stands for no cache. */
#ifndef GRADER_CACHE_H
#define GRADER_CACHE_H

#include "src/base/file.h"

#include <stdint.h>

/* A 64-bit hash (FNV-1a); start from CACHE_HASH_START, chain with `hash`. */
#define CACHE_HASH_START 14695981039346656037u
uint64_t cache_hash(uint64_t hash, const void *data, size_t len);

/* False when there is no such entry. */
bool cache_get(struct arena *a, const char *dir, const struct text *key,
               struct text *out);
void cache_put(const char *dir, const struct text *key, const char *data,
               size_t len);

/* Removes the entries that were not written for longest, once there is much. */
void cache_prune(const char *dir);

#endif
