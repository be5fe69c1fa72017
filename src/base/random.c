/* SplitMix64: a counter put through a mixing function. The constants are its
 * author's (Steele, Lea and Flood, 2014). */
#include "src/base/random.h"

#include <assert.h>

struct random random_seeded(uint64_t seed)
{
    return (struct random){seed};
}

/* FNV-1a turns the text into a seed. */
struct random random_from_text(const char *text, uint64_t salt)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    struct random r = random_seeded(salt);
    return random_seeded(hash ^ random_next(&r));
}

uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* 2^64 is rarely a multiple of n: the first 2^64 mod n values are drawn again,
 * so that every remainder is equally likely. */
size_t random_below(struct random *r, size_t n)
{
    assert(n > 0);
    uint64_t reject = (UINT64_MAX % n + 1) % n;
    uint64_t x;

    do
        x = random_next(r);
    while (x < reject);
    return (size_t)(x % n);
}

/* Fisher and Yates, from the front. */
void random_shuffle(struct random *r, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = random_below(r, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}
