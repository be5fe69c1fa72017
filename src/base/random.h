/* Small reproducible random numbers, for shuffling. Not for secrets. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Equal seeds give equal sequences, on every machine. */
struct random {
    uint64_t state;
};

struct random random_seeded(uint64_t seed);
struct random random_from_text(const char *text, uint64_t salt);
uint64_t random_next(struct random *r);
/* 0 <= result < n; n > 0. Without bias. */
size_t random_below(struct random *r, size_t n);
/* Fills order[0..n) with a permutation of 0..n-1. */
void random_shuffle(struct random *r, size_t *order, size_t n);

#endif
