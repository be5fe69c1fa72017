/* Random executions. A thread is left alone most of the time and reads the
 * newest value most of the time: uniform choices would hardly ever fill a
 * queue. How often "most" is, is drawn for each execution. */
#include "grader/explore/sampling.h"

#include "grader/explore/moves.h"
#include "grader/explore/strategy.h"

static uint64_t state;
static unsigned switch_odds, stale_odds; /* 1 in so many */

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, OOPSLA 2014). */
static uint64_t next_random(void)
{
    uint64_t z = state += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static unsigned below(unsigned n)
{
    return (unsigned)(next_random() % n);
}

static struct thread *pick(struct thread *current)
{
    struct thread *option[THREADS_MAX];
    unsigned n = 0;

    if (current && engine_enabled(current) && below(switch_odds) != 0)
        return current;
    for (int i = 0; i < engine.nthreads; i++) {
        if (engine_enabled(&engine.threads[i]))
            option[n++] = &engine.threads[i];
    }
    return n ? option[below(n)] : NULL;
}

static struct event *decide(struct thread *t)
{
    struct move move[MOVES_MAX];
    unsigned n = (unsigned)moves_list(t, false, move);
    struct event *e;

    if (n > 1 && (move[1].cost == 0 || below(stale_odds) == 0)) {
        e = moves_perform(t, &move[below(n)]);
        if (e)
            return e;
    }
    return moves_perform(t, &move[0]);
}

static const struct strategy strategy = {true, pick, decide, NULL, spin_go_on};

void sampling_run(uint64_t seed)
{
    state = seed * 0xD1342543DE82EF95u + 1;
    switch_odds = 2 + below(7);
    stale_odds = 2 + below(7);
    engine_strategy = &strategy;
    engine_run();
}
