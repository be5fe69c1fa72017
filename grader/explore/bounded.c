/* Search without reduction: depth first over all decisions, within a bound of
 * what is out of the ordinary. Since nothing is left out, the first failure
 * that is found with the smallest bound is as simple as there is (Musuvathi and
 * Qadeer: Iterative context bounding, PLDI 2007; here old values count like
 * preemptions).
 *
 * A decision with a single option is not recorded: it will be the same again.
 */
#include "grader/explore/bounded.h"

#include "grader/explore/moves.h"
#include "grader/explore/strategy.h"

#include <assert.h>

enum { DECISIONS_MAX = 2 * EVENTS_MAX };

struct decision {
    uint8_t n, at;
    uint8_t cost[MOVES_MAX];
};

static struct decision stack[DECISIONS_MAX];
static int depth; /* decisions that lie on the stack */
static int at;    /* the next one of this execution */
static int spent; /* what this execution cost so far */
static int limit;
static bool started;
bool bounded_cut;

/* Chooses among n options. */
static int decide_among(const uint8_t *cost, int n)
{
    struct decision *d = &stack[at];

    if (n <= 1)
        return 0;
    if (at == DECISIONS_MAX)
        engine_leave(ENDING_LIMIT);
    if (at == depth) {
        d->n = (uint8_t)n;
        d->at = 0;
        for (int i = 0; i < n; i++)
            d->cost[i] = cost[i];
        depth++;
    }
    at++;
    assert(d->n == n);
    spent += d->cost[d->at];
    return d->at;
}

static struct thread *pick(struct thread *current)
{
    struct thread *option[THREADS_MAX];
    uint8_t cost[THREADS_MAX];
    bool preempts = current && engine_enabled(current);
    int n = 0;

    if (preempts) {
        option[n] = current;
        cost[n++] = 0;
    }
    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        if ((preempts && t == current) || !engine_enabled(t))
            continue;
        if (preempts && spent == limit) {
            bounded_cut = true;
            break;
        }
        option[n] = t;
        cost[n++] = preempts;
    }
    return n ? option[decide_among(cost, n)] : NULL;
}

static struct event *decide(struct thread *t)
{
    struct move move[MOVES_MAX];
    uint8_t cost[MOVES_MAX];
    int n = moves_list(t, false, move), kept = 0;

    for (int i = 0; i < n; i++) {
        if (move[i].cost > limit - spent) {
            bounded_cut = true;
            continue;
        }
        move[kept] = move[i];
        cost[kept++] = (uint8_t)move[i].cost;
    }
    return moves_perform(t, &move[decide_among(cost, kept)]);
}

static const struct strategy strategy = {true, pick, decide, NULL, spin_go_on};

void bounded_begin(int bound)
{
    depth = 0;
    limit = bound;
    started = bounded_cut = false;
}

/* The next option of the last decision that has one within the bound. */
static bool advance(void)
{
    int cost = 0;

    for (int i = 0; i < depth; i++)
        cost += stack[i].cost[stack[i].at];
    while (depth > 0) {
        struct decision *d = &stack[depth - 1];
        cost -= d->cost[d->at];
        while (++d->at < d->n) {
            if (d->cost[d->at] <= limit - cost)
                return true;
        }
        depth--;
    }
    return false;
}

bool bounded_run(void)
{
    if (started && !advance())
        return false;
    started = true;
    at = spent = 0;
    engine_strategy = &strategy;
    engine_run();
    return true;
}
