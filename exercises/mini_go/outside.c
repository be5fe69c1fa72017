/* With one P the order in which a random family of goroutines runs; with
 * several, how many run at a time while others block, and that idle Ps steal.
 */
#include "outside.h"

enum { ROOM = 8 /* MG_ROOM in mini_go.h */, FAMILY = 48 };

/* Goroutines are numbered as they are started, so that one that is started by
 * another is behind it. No more than have room: nothing goes to the global
 * queue but what comes from outside. Nor do they come to the 61 after which a
 * global one has its turn. */
OUTSIDE(order_on_one_p, "A P runs the oldest of its own queue, then the oldest "
                        "of the global one")
{
    long outside = tl_between(3, 12), n = outside, order[FAMILY], ran = 0;
    long children[FAMILY], id[FAMILY], local[ROOM], waiting = 0, next = 0;

    while (ran < n) {
        long now = waiting > 0 ? local[0] : next++;
        if (waiting > 0) {
            waiting--;
            for (long i = 0; i < waiting; i++)
                local[i] = local[i + 1];
        }
        order[ran++] = now;
        children[now] = tl_between(0, 3);
        if (children[now] > ROOM - waiting)
            children[now] = ROOM - waiting;
        if (children[now] > FAMILY - n)
            children[now] = FAMILY - n;
        for (long i = 0; i < children[now]; i++)
            local[waiting++] = n++;
    }
    tl_give(n);
    tl_give(outside);
    for (long i = 0; i < n; i++) {
        tl_give(children[i]);
        tl_give(id[i] = tl_between(1, 1000000));
    }
    tl_expect(0, "calls of mg_go that returned false");
    for (long i = 0; i < n; i++) {
        tl_expect(id[order[i]],
                  "one P, %ld goroutines from outside: the number "
                  "of the one that ran as number %ld of %ld",
                  outside, i + 1, n);
        tl_expect(children[order[i]], "goroutines in the local queue that were "
                                      "started by that one");
    }
}

OUTSIDE(blocks_beside, "A goroutine that blocks gives its P away; as many run "
                       "as there are Ps")
{
    long procs = tl_between(1, 3), blocked = tl_between(1, 3);
    long rounds = tl_between(1, 6), more = tl_between(0, 40);

    tl_give(procs);
    tl_give(blocked);
    tl_give(rounds);
    tl_give(more);
    tl_expect(0, "calls of mg_go that returned false");
    tl_expect(procs,
              "goroutines that ran at a time, at most, beside %ld that "
              "blocked",
              blocked);
    tl_expect(blocked + procs * rounds + more,
              "goroutines that have run when mg_finish returns");
    tl_expect(0, "threads that were started and not joined");
}

OUTSIDE(idle_ps_steal, "A goroutine waits for those that it has started, and "
                       "keeps its P: others run them")
{
    long procs = tl_between(2, 4), children = tl_between(1, 30);

    tl_give(procs);
    tl_give(children);
    tl_expect(0, "calls of mg_go that returned false");
    tl_expect(children,
              "goroutines that ran while the one that started them "
              "waited, with %ld Ps",
              procs);
    tl_expect(0, "of these on the thread of the one that waited");
}
