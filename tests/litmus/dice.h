// Random numbers that are the same on every machine.
#ifndef LITMUS_DICE_H
#define LITMUS_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state; // set it to the seed
};

// splitmix64
static inline uint64_t dice_next(struct dice *d)
{
    d->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = d->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline int below(struct dice *d, int n)
{
    return (int)(dice_next(d) % (uint64_t)n);
}

static inline bool percent(struct dice *d, int p)
{
    return below(d, 100) < p;
}

#endif
