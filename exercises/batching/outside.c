/* Random limits, and requests that come in over time: each row of each step,
 * and what is free after it. A schedule of our own says what they should be. */
#include "outside.h"

#include <stdbool.h>

enum { REQUESTS = 24, STEPS = 160 };

struct request {
    long prompt, output, at; /* at: it comes before this step */
    long known, computed, now, held, left;
};

static struct request all[REQUESTS];
static long running[REQUESTS], nrunning, waiting[REQUESTS], nwaiting;
static long budget, most, blocks, block_tokens, unused;

static long blocks_for(long tokens)
{
    return (tokens + block_tokens - 1) / block_tokens;
}

static void insert(long *list, long *n, long at, long request)
{
    for (long i = (*n)++; i > at; i--)
        list[i] = list[i - 1];
    list[at] = request;
}

static long remove_at(long *list, long *n, long at)
{
    long request = list[at];

    --*n;
    for (long i = at; i < *n; i++)
        list[i] = list[i + 1];
    return request;
}

static long smaller(long a, long b)
{
    return a < b ? a : b;
}

static void release(struct request *r)
{
    unused += r->held;
    r->held = 0;
}

/* False if it has not all blocks that it needs. */
static bool schedule(struct request *r, long *left)
{
    long n = smaller(r->known - r->computed, *left);
    long lacks = blocks_for(r->computed + n) - r->held;

    if (lacks > unused)
        return false;
    unused -= lacks;
    r->held += lacks;
    r->now = n;
    *left -= n;
    return true;
}

static void plan_step(void)
{
    long left = budget;
    bool preempted = false;

    for (long i = 0; i < nrunning && left > 0;) {
        if (schedule(&all[running[i]], &left)) {
            i++;
            continue;
        }
        long latest = remove_at(running, &nrunning, nrunning - 1);
        release(&all[latest]);
        all[latest].computed = 0;
        insert(waiting, &nwaiting, 0, latest);
        preempted = true;
    }
    while (!preempted && left > 0 && nwaiting > 0 && nrunning < most &&
           schedule(&all[waiting[0]], &left)) {
        long next = remove_at(waiting, &nwaiting, 0);
        insert(running, &nrunning, nrunning, next);
    }
}

static void expect_step(long step)
{
    long rows = 0;

    for (long i = 0; i < nrunning; i++)
        rows += all[running[i]].now > 0;
    tl_expect(rows, "rows of step %ld", step);
    for (long i = 0; i < nrunning;) {
        struct request *r = &all[running[i]];
        long id = running[i++];
        if (r->now == 0)
            continue;
        tl_expect(id, "step %ld, the request in the next row", step);
        tl_expect(r->now, "step %ld, tokens of request %ld", step, id);
        r->computed += r->now;
        r->now = 0;
        bool emits = r->computed == r->known, last = emits && r->left == 1;
        tl_expect(emits, "step %ld, whether request %ld emits", step, id);
        tl_expect(last, "step %ld, whether request %ld finishes", step, id);
        r->known += emits;
        r->left -= emits;
        if (last)
            release(&all[remove_at(running, &nrunning, --i)]);
    }
    tl_expect(nrunning, "bt_running after step %ld", step);
    tl_expect(nwaiting, "bt_waiting after step %ld", step);
    tl_expect(unused, "bt_free_blocks after step %ld", step);
}

OUTSIDE(schedules, "Each step schedules whom the contract says")
{
    tl_give(budget = tl_between(3, 24));
    tl_give(most = tl_between(1, 4));
    tl_give(unused = blocks = tl_between(6, 20));
    tl_give(block_tokens = tl_between(1, 5));
    for (long i = 0; i < REQUESTS; i++) {
        struct request *r = &all[i];
        r->known = r->prompt = tl_between(1, blocks * block_tokens + 2);
        r->left = r->output = tl_between(1, 8);
        tl_give(r->at = tl_between(1, 30));
        tl_give(r->prompt);
        tl_give(r->output);
    }
    for (long step = 1; step <= STEPS; step++) {
        for (long i = 0; i < REQUESTS; i++) {
            const struct request *r = &all[i];
            bool fits = blocks_for(r->prompt + r->output - 1) <= blocks;
            if (r->at != step)
                continue;
            tl_expect(fits, "bt_add, prompt %ld, output %ld, %ld blocks of %ld",
                      r->prompt, r->output, blocks, block_tokens);
            if (fits)
                insert(waiting, &nwaiting, nwaiting, i);
        }
        plan_step();
        expect_step(step);
    }
}
