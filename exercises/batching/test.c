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

enum { REQUESTS = 60 };

struct seen {
    size_t arrival, prompt, output; /* the trace */
    size_t emitted;
    bool finished;
};

static struct seen trace[REQUESTS];

static unsigned next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16 & 0x7fff;
}

static void replay(unsigned seed, struct bt_limits limits, size_t most_prompt)
{
    batcher *b = create(limits.budget, limits.running, limits.blocks,
                        limits.block_tokens);
    unsigned state = seed;
    size_t arrival = 0, finished = 0, added = 0, emitted = 0, expected = 0;

    memset(trace, 0, sizeof trace);
    for (int i = 0; i < REQUESTS; i++) {
        arrival += next_random(&state) % 4;
        trace[i].arrival = arrival;
        trace[i].prompt = 1 + next_random(&state) % most_prompt;
        trace[i].output = 1 + next_random(&state) % 9;
        expected += trace[i].output;
    }
    for (size_t step = 0; finished < REQUESTS; step++) {
        struct bt_row rows[MOST_ROWS];
        bool in_step[REQUESTS] = {false};
        size_t tokens = 0;

        ck_assert_msg(step < 20000,
                      "after 20000 steps %zu of %d requests are "
                      "finished: somebody waits for ever",
                      finished, REQUESTS);
        for (; added < REQUESTS && trace[added].arrival <= step; added++)
            add(b, (int)added, trace[added].prompt, trace[added].output);
        size_t count = bt_step(b, rows);
        ck_assert_msg(count <= limits.running,
                      "step %zu has %zu rows, and %zu requests may run", step,
                      count, limits.running);
        ck_assert_msg(count > 0 || finished == added,
                      "step %zu does nothing, although requests are there",
                      step);
        for (size_t i = 0; i < count; i++) {
            int id = rows[i].request;
            ck_assert_msg(
                id >= 0 && (size_t)id < added && !trace[id].finished,
                "step %zu has a row for request %d, which is finished "
                "or was never added",
                step, id);
            struct seen *r = &trace[id];
            ck_assert_msg(!in_step[id], "request %d is twice in step %zu", id,
                          step);
            in_step[id] = true;
            ck_assert_msg(rows[i].tokens > 0,
                          "step %zu: 0 tokens for request %d", step, id);
            tokens += rows[i].tokens;
            r->emitted += rows[i].emits;
            emitted += rows[i].emits;
            ck_assert_msg(rows[i].finishes ==
                              (rows[i].emits && r->emitted == r->output),
                          "step %zu: request %d has emitted %zu of %zu tokens, "
                          "and %s",
                          step, id, r->emitted, r->output,
                          rows[i].finishes ? "finishes" : "does not finish");
            if (rows[i].finishes) {
                r->finished = true;
                finished++;
            }
        }
        ck_assert_msg(tokens <= limits.budget,
                      "step %zu computes %zu tokens, the budget is %zu", step,
                      tokens, limits.budget);
        ck_assert_msg(bt_running(b) + bt_waiting(b) == added - finished,
                      "step %zu: %zu run and %zu wait, but %zu are there", step,
                      bt_running(b), bt_waiting(b), added - finished);
        ck_assert_msg(bt_free_blocks(b) <= limits.blocks,
                      "step %zu: more blocks are free than there are", step);
        if (bt_running(b) == 0)
            ck_assert_msg(bt_free_blocks(b) == limits.blocks,
                          "nobody runs, and %zu of %zu blocks are free",
                          bt_free_blocks(b), limits.blocks);
    }
    ck_assert_uint_eq(emitted, expected);
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
