// expect: test
/* Counts tokens, and blocks for all of them together: a block that is half full
 * would belong to two requests. */
#include "batching.h"

#include <errno.h>
#include <stdlib.h>

struct request {
    int id;
    size_t prompt, output, emitted, computed, now;
};

struct batcher {
    struct bt_limits limits;
    struct request *all;
    size_t length, room, running;
};

static size_t blocks(const batcher *b, size_t tokens)
{
    return (tokens + b->limits.block_tokens - 1) / b->limits.block_tokens;
}

batcher *bt_create(const struct bt_limits *l)
{
    if (!l->budget || !l->running || !l->blocks || !l->block_tokens) {
        errno = EINVAL;
        return NULL;
    }
    batcher *b = calloc(1, sizeof *b);
    if (b != NULL)
        b->limits = *l;
    return b;
}

bool bt_add(batcher *b, int id, size_t prompt, size_t output)
{
    if (!prompt || !output ||
        blocks(b, prompt + output - 1) > b->limits.blocks) {
        errno = EINVAL;
        return false;
    }
    if (b->length == b->room) {
        size_t room = 2 * b->room + 4;
        struct request *more = realloc(b->all, room * sizeof *more);
        if (more == NULL)
            return false;
        b->all = more;
        b->room = room;
    }
    b->all[b->length++] =
        (struct request){.id = id, .prompt = prompt, .output = output};
    return true;
}

size_t bt_free_blocks(const batcher *b)
{
    size_t used = 0;

    for (size_t i = 0; i < b->running; i++)
        used += b->all[i].computed + b->all[i].now;
    return b->limits.blocks - blocks(b, used); /* as if they could share one */
}

size_t bt_step(batcher *b, struct bt_row *rows)
{
    size_t budget = b->limits.budget, count = 0;
    bool preempted = false;

    for (size_t i = 0; budget > 0 && i < b->limits.running && i < b->length;
         i++) {
        struct request *r = &b->all[i];
        size_t left = r->prompt + r->emitted - r->computed;
        size_t n = left < budget ? left : budget;
        size_t more = blocks(b, r->computed + n) - blocks(b, r->computed);
        if (i == b->running) { /* it waits */
            if (preempted || more > bt_free_blocks(b))
                break;
            b->running++;
        }
        while (more > bt_free_blocks(b) && b->running > i) {
            b->all[--b->running].computed = 0;
            preempted = true;
        }
        if (i >= b->running)
            break;
        r->now = n;
        budget -= n;
    }
    size_t kept = 0, running = 0;
    for (size_t i = 0; i < b->length; i++) {
        struct request *r = &b->all[i];
        bool ends = false;
        if (r->now > 0) {
            struct bt_row *row = &rows[count++];
            *row = (struct bt_row){.request = r->id, .tokens = r->now};
            r->computed += r->now;
            r->now = 0;
            row->emits = r->computed == r->prompt + r->emitted;
            r->emitted += row->emits;
            ends = row->finishes = r->emitted == r->output;
        }
        if (!ends) {
            running += i < b->running;
            b->all[kept++] = *r;
        }
    }
    b->length = kept;
    b->running = running;
    return count;
}

size_t bt_waiting(const batcher *b)
{
    return b->length - b->running;
}

size_t bt_running(const batcher *b)
{
    return b->running;
}

void bt_destroy(batcher *b)
{
    if (b != NULL)
        free(b->all);
    free(b);
}
