#include "inside.h"

#include "switcher.h"

#include <errno.h>

enum { MOST = 24, NOTES = 1024 };

struct thread {
    long label, turns, depth, spawns_at, child;
};

static struct thread threads[MOST];
static long notes[NOTES], nnotes, ran;

static void note(long value)
{
    if (nnotes < NOTES)
        notes[nnotes++] = value;
}

static long down(long depth, long label)
{
    volatile long here = label;
    long sum = 0;

    if (depth > 0)
        sum = down(depth - 1, label + 1);
    else
        co_yield();
    return sum + here;
}

static void walk(void *arg)
{
    const struct thread *t = arg;
    long found = t->label;

    for (long turn = 0; turn < t->turns; turn++) {
        if (turn > 0)
            found = down(t->depth, t->label);
        note(co_self());
        note(found);
        if (t->child >= 0 && turn == t->spawns_at)
            note(co_spawn(walk, &threads[t->child]));
    }
}

INSIDE(turns_of_random_threads)
{
    long n = tl_take(), first = tl_take();

    for (long i = 0; i < n; i++) {
        threads[i].label = tl_take();
        threads[i].turns = tl_take();
        threads[i].depth = tl_take();
        threads[i].spawns_at = tl_take();
        threads[i].child = tl_take();
    }
    for (long i = 0; i < first; i++)
        note(co_spawn(walk, &threads[i]));
    co_run();
    note(co_self());
    for (long i = 0; i < nnotes; i++)
        tl_answer(notes[i]);
}

static void count(void *arg)
{
    co_yield();
    ran += arg == &ran;
}

INSIDE(keeps_the_limit)
{
    for (int round = 0; round < 3; round++) {
        ran = 0;
        for (long spawns = tl_take(); spawns > 0; spawns--) {
            errno = 0;
            int id = co_spawn(count, &ran), why = errno;
            tl_answer(id);
            if (id < 0)
                tl_answer(why);
        }
        co_run();
        tl_answer(ran);
    }
}
