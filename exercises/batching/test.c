/* A schedule is written as text and compared: a row is the request's number and
 * its tokens, `*` when it emits one, `.` when that was its last; behind `|`
 * stand how many run and wait after the step, and how many blocks are free. */
#include "threadlings.h"

#include "batching.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 16 };

static batcher *create(size_t budget, size_t running, size_t blocks,
                       size_t block_tokens)
{
    batcher *b =
        bt_create(&(struct bt_limits){budget, running, blocks, block_tokens});

    ck_assert_msg(b != NULL, "bt_create returned NULL");
    return b;
}

static void add(batcher *b, int request, size_t prompt, size_t output)
{
    ck_assert_msg(bt_add(b, request, prompt, output),
                  "bt_add refused request %d (prompt %zu, output %zu)", request,
                  prompt, output);
}

static int step_number;

static void expect_step(batcher *b, const char *expected)
{
    struct bt_row rows[MOST_ROWS];
    char text[512];
    size_t at = 0, count = bt_step(b, rows);

    step_number++;
    ck_assert_msg(count <= MOST_ROWS, "step %d: bt_step returned %zu rows",
                  step_number, count);
    for (size_t i = 0; i < count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%d:%zu%s%s ",
                               rows[i].request, rows[i].tokens,
                               rows[i].emits ? "*" : "",
                               rows[i].finishes ? "." : "");
    snprintf(text + at, sizeof text - at, "| %zu run, %zu wait, %zu free",
             bt_running(b), bt_waiting(b), bt_free_blocks(b));
    ck_assert_msg(strcmp(text, expected) == 0,
                  "step %d should be\n  %s\nand is\n  %s", step_number,
                  expected, text);
}

TEST(refuses_bad_limits,
     "A limit of 0 and a request that never fits are EINVAL")
{
    for (int i = 0; i < 4; i++) {
        size_t n[4] = {8, 4, 4, 2};
        n[i] = 0;
        errno = 0;
        batcher *b = bt_create(&(struct bt_limits){n[0], n[1], n[2], n[3]});
        int why = errno;
        ck_assert_msg(b == NULL && why == EINVAL,
                      "limit number %d is 0: NULL and EINVAL were expected",
                      i + 1);
    }
    batcher *b = create(8, 4, 4, 2);
    static const size_t bad[][2] = {{0, 1}, {1, 0}, {9, 1}, {8, 2}, {1, 9}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        errno = 0;
        bool ok = bt_add(b, 1, bad[i][0], bad[i][1]);
        int why = errno;
        ck_assert_msg(!ok && why == EINVAL,
                      "prompt %zu, output %zu, 4 blocks of 2: false and EINVAL "
                      "were expected",
                      bad[i][0], bad[i][1]);
    }
    add(b, 1, 8, 1); /* exactly all blocks */
    add(b, 2, 4, 5); /* the token that is emitted last is never computed */
    ck_assert_uint_eq(bt_waiting(b), 2);
    bt_destroy(b);
    bt_destroy(NULL);
}

TEST(runs_one, "A request computes its prompt, then one token a step")
{
    batcher *b = create(8, 4, 10, 2);

    expect_step(b, "| 0 run, 0 wait, 10 free");
    add(b, 1, 5, 3);
    expect_step(b, "1:5* | 1 run, 0 wait, 7 free");
    expect_step(b, "1:1* | 1 run, 0 wait, 7 free");
    expect_step(b, "1:1*. | 0 run, 0 wait, 10 free");
    expect_step(b, "| 0 run, 0 wait, 10 free");
    bt_destroy(b);
}

TEST(joins_and_leaves,
     "Who is finished leaves at once, and another one comes in")
{
    batcher *b = create(8, 2, 10, 4);

    add(b, 1, 2, 4);
    add(b, 2, 2, 1);
    add(b, 3, 2, 2);
    expect_step(b, "1:2* 2:2*. | 1 run, 1 wait, 9 free");
    expect_step(b, "1:1* 3:2* | 2 run, 0 wait, 8 free");
    expect_step(b, "1:1* 3:1*. | 1 run, 0 wait, 9 free");
    add(b, 4, 3, 1);
    expect_step(b, "1:1*. 4:3*. | 0 run, 0 wait, 10 free");
    bt_destroy(b);
}

TEST(running_first, "Who runs is served before anybody is admitted")
{
    batcher *b = create(4, 2, 20, 4);
    struct bt_row rows[MOST_ROWS];

    add(b, 1, 2, 3);
    expect_step(b, "1:2* | 1 run, 0 wait, 19 free");
    add(b, 2, 4, 1); /* as much as the budget */
    size_t count = bt_step(b, rows);
    ck_assert_msg(count > 0 && rows[0].request == 1,
                  "request 2 came later, and was served before request 1, "
                  "which runs");
    bt_destroy(b);
}

TEST(keeps_the_budget, "No step computes more tokens than the budget")
{
    batcher *b = create(4, 3, 20, 4);

    add(b, 1, 3, 3);
    add(b, 2, 6, 2);
    add(b, 3, 1, 1);
    /* A long prompt is computed in pieces, and emits when it is complete. */
    expect_step(b, "1:3* 2:1 | 2 run, 1 wait, 18 free");
    expect_step(b, "1:1* 2:3 | 2 run, 1 wait, 18 free");
    expect_step(b, "1:1*. 2:2* 3:1*. | 1 run, 0 wait, 18 free");
    expect_step(b, "2:1*. | 0 run, 0 wait, 20 free");
    bt_destroy(b);
}

TEST(keeps_the_order,
     "While the first in the line does not fit, nobody overtakes")
{
    batcher *b = create(16, 4, 4, 2);

    add(b, 1, 4, 2);
    add(b, 2, 5, 1); /* three blocks: too many beside the first */
    add(b, 3, 1, 1); /* would fit */
    expect_step(b, "1:4* | 1 run, 2 wait, 2 free");
    expect_step(b, "1:1*. | 0 run, 2 wait, 4 free");
    expect_step(b, "2:5*. 3:1*. | 0 run, 0 wait, 4 free");
    bt_destroy(b);
}

TEST(preempts_the_latest,
     "When blocks are missing the latest gives way, and comes back")
{
    batcher *b = create(16, 4, 6, 2);

    add(b, 1, 4, 4);
    add(b, 2, 4, 4);
    add(b, 3, 2, 2);
    expect_step(b, "1:4* 2:4* 3:2* | 3 run, 0 wait, 1 free");
    /* Request 1 takes the free block, request 2 that of request 3. */
    expect_step(b, "1:1* 2:1* | 2 run, 1 wait, 0 free");
    expect_step(b, "1:1* 2:1* | 2 run, 1 wait, 0 free");
    /* Request 1 takes one of request 2, which goes before request 3. */
    expect_step(b, "1:1*. | 0 run, 2 wait, 6 free");
    expect_step(b, "2:7*. 3:3*. | 0 run, 0 wait, 6 free");
    bt_destroy(b);
}

TEST(admits_nobody_then, "In a step that preempts nobody is admitted")
{
    batcher *b = create(3, 4, 6, 1);

    add(b, 1, 2, 4);
    add(b, 2, 3, 2);
    expect_step(b, "1:2* 2:1 | 2 run, 0 wait, 3 free");
    expect_step(b, "1:1* 2:2* | 2 run, 0 wait, 0 free");
    expect_step(b, "1:1* | 1 run, 1 wait, 2 free");
    add(b, 3, 1, 1); /* fits, but stands behind request 2 */
    expect_step(b, "1:1*. | 0 run, 2 wait, 6 free");
    expect_step(b, "2:3 | 1 run, 1 wait, 3 free");
    expect_step(b, "2:1*. 3:1*. | 0 run, 0 wait, 6 free");
    bt_destroy(b);
}

TEST(preempts_itself, "Who is the latest itself gives way to those before it")
{
    batcher *b = create(16, 4, 3, 2);

    add(b, 1, 1, 4);
    add(b, 2, 4, 2);
    expect_step(b, "1:1* 2:4* | 2 run, 0 wait, 0 free");
    expect_step(b, "1:1* | 1 run, 1 wait, 2 free");
    expect_step(b, "1:1* | 1 run, 1 wait, 1 free");
    expect_step(b, "1:1*. | 0 run, 1 wait, 3 free");
    expect_step(b, "2:5*. | 0 run, 0 wait, 3 free");
    bt_destroy(b);
}

TEST(survives_lack_of_memory,
     "Without memory there is NULL or false, with ENOMEM")
{
    bool complete = false;

    for (size_t n = 1; n <= 12 && !complete; n++) {
        tl_fail_allocation(n);
        errno = 0;
        batcher *b = bt_create(&(struct bt_limits){4, 2, 8, 2});
        if (b == NULL) {
            ck_assert_int_eq(errno, ENOMEM);
            continue;
        }
        size_t added = 0;
        for (int i = 0; i < 3; i++) {
            errno = 0;
            bool ok = bt_add(b, i, 2, 2);
            int why = errno;
            ck_assert_msg(ok || why == ENOMEM,
                          "bt_add returned false, and errno is %d", why);
            added += ok;
        }
        ck_assert_uint_eq(bt_waiting(b), added);
        complete = added == 3;
        bt_destroy(b);
    }
    ck_assert_uint_eq(tl_allocations_held(), 0);
}

/* ------------------------------------------------------ a trace, and its laws
 */

/* The test keeps its own account of who runs, who waits and what was computed,
 * from the rows alone. Which blocks are occupied follows from that. */
enum { REQUESTS = 60 };

struct seen {
    size_t arrival, prompt, output; /* the trace */
    size_t emitted, computed;
    bool finished;
};

static struct seen trace[REQUESTS];
static struct bt_limits limits;
static int running[REQUESTS], waiting[REQUESTS]; /* in their order */
static size_t nrunning, nwaiting, step;

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t blocks_of(size_t tokens)
{
    return (tokens + limits.block_tokens - 1) / limits.block_tokens;
}

static size_t left_of(int id)
{
    return trace[id].prompt + trace[id].emitted - trace[id].computed;
}

static size_t occupied(const int *ids, size_t n)
{
    size_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += blocks_of(trace[ids[i]].computed);
    return sum;
}

static void check_row(const struct bt_row *row, size_t budget)
{
    int id = row->request;
    struct seen *r = &trace[id];
    size_t left = left_of(id), expected = smaller(left, budget);

    ck_assert_msg(row->tokens == expected,
                  "step %zu computes %zu tokens of request %d: it has %zu left "
                  "to compute, and %zu are left of the budget",
                  step, row->tokens, id, left, budget);
    r->computed += row->tokens;
    ck_assert_msg(row->emits == (row->tokens == left),
                  "step %zu: request %d has %zu tokens left to compute, and %s",
                  step, id, left - row->tokens,
                  row->emits ? "emits" : "does not emit");
    r->emitted += row->emits;
    ck_assert_msg(row->finishes == (row->emits && r->emitted == r->output),
                  "step %zu: request %d has emitted %zu of %zu tokens, and %s",
                  step, id, r->emitted, r->output,
                  row->finishes ? "finishes" : "does not finish");
    r->finished = row->finishes;
}

/* The rows of a step against the account. Returns how many are finished. */
static size_t check_step(const batcher *b, const struct bt_row *rows,
                         size_t count, size_t added)
{
    size_t budget = limits.budget, served = 0, admitted = 0, done = 0;
    int in[REQUESTS]; /* who is in this step, or goes on running beside it */
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        int id = rows[i].request;
        ck_assert_msg(id >= 0 && (size_t)id < added && !trace[id].finished,
                      "step %zu has a row for request %d, which is finished "
                      "or was never added",
                      step, id);
        for (size_t k = 0; k < n; k++)
            ck_assert_msg(in[k] != id, "request %d is twice in step %zu", id,
                          step);
        in[n++] = id;
        if (admitted == 0 && served < nrunning && running[served] == id) {
            served++;
        } else if (admitted < nwaiting && waiting[admitted] == id) {
            ck_assert_msg(served == nrunning,
                          "step %zu admits request %d, and request %d, which "
                          "runs, was not served before",
                          step, id, running[served]);
            admitted++;
        } else {
            ck_abort_msg("step %zu has a row for request %d, which is not in "
                         "turn",
                         step, id);
        }
        check_row(&rows[i], budget);
        budget -= rows[i].tokens;
        done += rows[i].finishes;
    }
    /* Who is not in the step and does not run any more was preempted: the last
     * ones of those that ran. */
    size_t stay = bt_running(b) + done;
    ck_assert_msg(stay <= nrunning + admitted && stay >= served + admitted &&
                      (budget == 0 || stay == served + admitted),
                  "step %zu: %zu run afterwards; %zu were in the step, and %zu "
                  "of them are finished",
                  step, bt_running(b), count, done);
    size_t preempted = nrunning + admitted - stay;
    for (size_t i = served; i < nrunning - preempted; i++)
        in[n++] = running[i];
    /* What is finished gives its blocks back at the end, not before. */
    size_t used = occupied(in, n);
    ck_assert_msg(used <= limits.blocks,
                  "step %zu: its requests occupy %zu blocks, and there are %zu",
                  step, used, limits.blocks);
    if (preempted > 0) {
        int victim = running[nrunning - preempted];
        size_t wanted = smaller(left_of(victim), budget);
        ck_assert_msg(used + blocks_of(trace[victim].computed + wanted) >
                          limits.blocks,
                      "step %zu preempts request %d, and no block is missing",
                      step, victim);
    } else if (budget > 0 && admitted < nwaiting && stay < limits.running) {
        int first = waiting[admitted];
        ck_assert_msg(
            used + blocks_of(smaller(left_of(first), budget)) > limits.blocks,
            "step %zu does not admit request %d, which fits", step, first);
    }
    /* The account after the step: */
    memmove(waiting, waiting + admitted, (nwaiting - admitted) * sizeof *in);
    nwaiting -= admitted;
    memmove(waiting + preempted, waiting, nwaiting * sizeof *in);
    for (size_t i = 0; i < preempted; i++) {
        waiting[i] = running[nrunning - preempted + i];
        trace[waiting[i]].computed = 0;
    }
    nwaiting += preempted;
    nrunning = 0;
    for (size_t i = 0; i < n; i++)
        if (!trace[in[i]].finished)
            running[nrunning++] = in[i];
    used = occupied(running, nrunning);
    ck_assert_msg(bt_free_blocks(b) == limits.blocks - used,
                  "step %zu: bt_free_blocks returned %zu, and those that run "
                  "leave %zu of %zu blocks free",
                  step, bt_free_blocks(b), limits.blocks - used, limits.blocks);
    ck_assert_msg(bt_waiting(b) == nwaiting,
                  "step %zu: bt_waiting returned %zu, and %zu wait", step,
                  bt_waiting(b), nwaiting);
    return done;
}

static unsigned next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16 & 0x7fff;
}

static void replay(unsigned seed, struct bt_limits l, size_t most_prompt)
{
    batcher *b = create(l.budget, l.running, l.blocks, l.block_tokens);
    struct bt_row *rows = calloc(l.running, sizeof *rows); /* and no more */
    unsigned state = seed;
    size_t arrival = 0, finished = 0, added = 0;

    ck_assert(rows != NULL);
    memset(trace, 0, sizeof trace);
    limits = l;
    nrunning = nwaiting = 0;
    for (int i = 0; i < REQUESTS; i++) {
        arrival += next_random(&state) % 4;
        trace[i].arrival = arrival;
        trace[i].prompt = 1 + next_random(&state) % most_prompt;
        trace[i].output = 1 + next_random(&state) % 9;
    }
    for (step = 0; finished < REQUESTS; step++) {
        ck_assert_msg(step < 20000,
                      "after 20000 steps %zu of %d requests are "
                      "finished: somebody waits for ever",
                      finished, REQUESTS);
        for (; added < REQUESTS && trace[added].arrival <= step; added++) {
            add(b, (int)added, trace[added].prompt, trace[added].output);
            waiting[nwaiting++] = (int)added;
        }
        size_t count = bt_step(b, rows);
        ck_assert_msg(count <= l.running,
                      "step %zu has %zu rows, and %zu requests may run", step,
                      count, l.running);
        ck_assert_msg(count > 0 || finished == added,
                      "step %zu does nothing, although requests are there",
                      step);
        finished += check_step(b, rows, count, added);
    }
    free(rows);
    bt_destroy(b);
}

TEST(loses_nobody,
     "In a trace each request is served once, and no limit is exceeded")
{
    replay(1, (struct bt_limits){16, 8, 40, 4}, 20);
    replay(2, (struct bt_limits){8, 4, 10, 4}, 30);
    replay(3, (struct bt_limits){3, 6, 12, 2}, 12);
    replay(4, (struct bt_limits){64, 12, 9, 4}, 20);
    replay(5, (struct bt_limits){1, 1, 40, 1}, 20);
}
