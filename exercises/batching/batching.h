/* batching: an iteration-level scheduler for requests to a language model.
 *
 * A request has `prompt` tokens at first, and one more each time it emits one;
 * it is finished when it has emitted `output` tokens. The model computes tokens
 * of several requests in each step. What was computed of a request occupies
 * ceil(computed / block_tokens) blocks for as long as the request runs. */
#ifndef BATCHING_H
#define BATCHING_H

#include <stdbool.h>
#include <stddef.h>

typedef struct batcher batcher;

struct bt_limits {
    size_t budget;       /* tokens that one step may compute */
    size_t running;      /* requests that may run at a time */
    size_t blocks;       /* blocks that there are */
    size_t block_tokens; /* tokens that fit into a block */
};

/* What a step does for one request. */
struct bt_row {
    int request;
    size_t tokens; /* computed in this step, at least 1 */
    bool emits;    /* nothing was left to compute: one token came out */
    bool finishes; /* and it was the last one */
};

/* NULL with errno EINVAL where a limit is 0, or ENOMEM. */
batcher *bt_create(const struct bt_limits *limits);

/* Puts a request at the end of the waiting list. False with errno EINVAL where
 * `prompt` or `output` is 0, or where the blocks for prompt + output - 1
 * tokens are more than there are; false with ENOMEM. */
bool bt_add(batcher *b, int request, size_t prompt, size_t output);

/* One step. Writes its rows, in the order of scheduling, to `rows`, which has
 * room for limits.running of them, and returns their number.
 *
 * A request in turn computes as many tokens as it has left to compute, or as
 * are left of the budget, if these are fewer. In turn are:
 *
 * 1. the running ones, in the order of admission, while budget is left. When
 *    blocks are missing for one, the running request that was admitted last is
 *    preempted, and so on, until there are enough or the one in turn has been
 *    preempted itself;
 * 2. if nobody was preempted: the waiting ones, first come, first served, while
 *    budget is left and fewer than limits.running run. They are admitted. When
 *    blocks are missing for the first of them, none is.
 *
 * A preempted request gives all its blocks back and moves to the front of the
 * waiting list. It keeps the tokens that it has emitted, but every token of it
 * has to be computed again. A finished request gives its blocks back at the end
 * of the step, and is forgotten. */
size_t bt_step(batcher *b, struct bt_row *rows);

size_t bt_waiting(const batcher *b);
size_t bt_running(const batcher *b);
size_t bt_free_blocks(const batcher *b);

/* Frees all. NULL is fine. */
void bt_destroy(batcher *b);

#endif
