/* "Did you mean": the nearest of a few known words. */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include <stddef.h>

/* The word nearest to `typed` by edit distance (with transpositions), or NULL
 * when none is near enough to be meant: at most one mistake in three letters.
 * A word that `typed` begins is near. Borrows from `words`. */
const char *suggest(const char *typed, const char *const *words, size_t n);

#endif
