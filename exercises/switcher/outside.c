/* Threads with random numbers of turns, some of which spawn others: who ran
 * when, and what each found on its stack. Then more threads than there may be.
 */
#include "outside.h"

#include <errno.h>

enum { LIMIT = 64 /* CO_MAX in switcher.h */, MOST = 24 };

struct thread {
    long label, turns, depth, spawns_at, child; /* child: -1 for none */
};

/* What a thread is to have at turn `turn`: what its calls return after it has
 * given way at the bottom of them. */
static long noted(const struct thread *t, long turn)
{
    long calls = t->depth + 1;

    return turn == 0 ? t->label : calls * t->label + calls * t->depth / 2;
}

OUTSIDE(turns_of_random_threads,
        "Threads run round robin and keep what is on their stacks")
{
    struct thread threads[MOST];
    long n = tl_between(4, MOST), first = tl_between(2, n - 1), spawner = 0;
    long line[MOST], id[MOST], turn[MOST] = {0}, waiting = 0, ids = 0;

    tl_give(n);
    tl_give(first);
    for (long i = 0; i < n; i++) {
        threads[i] = (struct thread){tl_between(1, 1000000), tl_between(1, 9),
                                     tl_between(0, 12), 0, -1};
        threads[i].spawns_at = tl_between(0, threads[i].turns - 1);
    }
    for (long child = first; child < n && spawner < child; child++, spawner++)
        threads[spawner].child = child;
    for (long i = 0; i < n; i++) {
        tl_give(threads[i].label);
        tl_give(threads[i].turns);
        tl_give(threads[i].depth);
        tl_give(threads[i].spawns_at);
        tl_give(threads[i].child);
    }
    for (long i = 0; i < first; i++) {
        line[waiting++] = i;
        id[i] = ids++;
        tl_expect(id[i], "co_spawn number %ld returned", i + 1);
    }
    while (waiting > 0) {
        long now = line[0];
        const struct thread *t = &threads[now];
        waiting--;
        for (long i = 0; i < waiting; i++)
            line[i] = line[i + 1];
        tl_expect(id[now],
                  "%ld threads yield in turns: co_self at a turn of "
                  "the thread with this id",
                  n);
        tl_expect(noted(t, turn[now]),
                  "thread %ld, turn %ld: a number that its locals add up to",
                  id[now], turn[now] + 1);
        if (t->child >= 0 && turn[now] == t->spawns_at) {
            id[t->child] = ids++;
            line[waiting++] = t->child;
            tl_expect(id[t->child], "co_spawn in thread %ld", id[now]);
        }
        if (++turn[now] < t->turns)
            line[waiting++] = now;
    }
    tl_expect(-1, "co_self after co_run");
}

OUTSIDE(keeps_the_limit,
        "As many threads as there may be are spawned, in every "
        "round, with ids from 0")
{
    long spawned[3];

    for (int round = 0; round < 3; round++) {
        spawned[round] = tl_between(round == 1 ? LIMIT + 1 : 1, LIMIT + 10);
        tl_give(spawned[round]);
    }
    for (int round = 0; round < 3; round++) {
        long ran = 0;
        for (long i = 0; i < spawned[round]; i++) {
            tl_expect(i < LIMIT ? i : -1, "co_spawn with %ld threads alive", i);
            if (i >= LIMIT)
                tl_expect(EAGAIN, "errno of co_spawn with %ld threads alive",
                          i);
            ran += i < LIMIT;
        }
        tl_expect(ran, "threads that ran after %ld calls of co_spawn",
                  spawned[round]);
    }
}
