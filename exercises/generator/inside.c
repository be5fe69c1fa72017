#include "inside.h"

#include "generator.h"

enum { MOST = 6 };

struct series {
    long values, from, step, depth;
    long made; /* values that the body came to */
};

static struct series series[MOST];
static long begun;

static void yield_below(struct gen *g, long depth, long value)
{
    if (depth > 0)
        yield_below(g, depth - 1, value);
    else
        gen_yield(g, (int)value);
}

static void count(struct gen *g, void *arg)
{
    struct series *s = arg;

    begun++;
    for (long i = 0; i < s->values; i++) {
        s->made++;
        yield_below(g, s->depth, s->from + s->step * i);
    }
}

static struct gen *create(gen_body body, void *arg)
{
    struct gen *g = gen_create(body, arg);

    ck_assert_msg(g != NULL, "gen_create returned NULL");
    return g;
}

INSIDE(asked_in_any_order)
{
    struct gen *gens[MOST];
    long n = tl_take();

    for (long i = 0; i < n; i++) {
        series[i].values = tl_take();
        series[i].from = tl_take();
        series[i].step = tl_take();
        series[i].depth = tl_take();
        gens[i] = create(count, &series[i]);
    }
    tl_answer(begun);
    for (long asked = tl_take(); asked > 0; asked--) {
        long which = tl_take();
        int value = (int)tl_take();
        tl_answer(gen_next(gens[which], &value));
        tl_answer(value);
        tl_answer(series[which].made);
    }
    for (long i = 0; i < n; i++)
        gen_destroy(gens[i]);
}

struct filter {
    struct gen *source;
    int times, plus;
};

static void map(struct gen *g, void *arg)
{
    const struct filter *f = arg;
    int value;

    while (gen_next(f->source, &value))
        gen_yield(g, value * f->times + f->plus);
}

INSIDE(asks_another)
{
    static struct filter made[5];
    struct gen *chain[6];
    long filters = tl_take(), taken;
    int got = 0;

    series[0].values = tl_take();
    taken = tl_take();
    series[0].from = tl_take();
    series[0].step = 1;
    chain[0] = create(count, &series[0]);
    for (long f = 0; f < filters; f++) {
        made[f].source = chain[f];
        made[f].times = (int)tl_take();
        made[f].plus = (int)tl_take();
        chain[f + 1] = create(map, &made[f]);
    }
    for (; taken > 0; taken--) {
        got = 0;
        gen_next(chain[filters], &got);
        tl_answer(got);
    }
    for (long f = filters; f >= 0; f--)
        gen_destroy(chain[f]);
    tl_answer((long)tl_allocations_held());
}
