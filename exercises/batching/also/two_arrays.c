/* Requests are kept by value, in two arrays: running ones in the order of
 * admission, waiting ones with the next at the end, so that a preempted one is
 * pushed and the next one is popped. A new one goes to the bottom. */
#include "batching.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct request {
    int id;
    size_t known, computed, to_emit;
};

struct batcher {
    struct bt_limits l;
    size_t free_blocks, nrun, nwait, room;
    struct request *run, *wait;
};

static size_t up(const batcher *b, size_t tokens)
{
    return (tokens + b->l.block_tokens - 1) / b->l.block_tokens;
}

batcher *bt_create(const struct bt_limits *l)
{
    if (!l->budget || !l->running || !l->blocks || !l->block_tokens) {
        errno = EINVAL;
        return NULL;
    }
    batcher *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->run = calloc(l->running, sizeof *b->run);
    if (b->run == NULL) {
        free(b);
        errno = ENOMEM;
        return NULL;
    }
    b->l = *l;
    b->free_blocks = l->blocks;
    return b;
}

bool bt_add(batcher *b, int id, size_t prompt, size_t output)
{
    if (prompt == 0 || output == 0 ||
        up(b, prompt + output - 1) > b->l.blocks) {
        errno = EINVAL;
        return false;
    }
    /* Room for the running ones, too: preempting them must not fail. */
    if (b->nwait + b->l.running >= b->room) {
        size_t room = 2 * b->room + b->l.running + 4;
        struct request *more = realloc(b->wait, room * sizeof *more);
        if (more == NULL)
            return false;
        b->wait = more;
        b->room = room;
    }
    memmove(b->wait + 1, b->wait, b->nwait * sizeof *b->wait);
    b->wait[0] = (struct request){id, prompt, 0, output};
    b->nwait++;
    return true;
}

static size_t piece(const struct request *r, size_t budget)
{
    size_t left = r->known - r->computed;

    return left < budget ? left : budget;
}

static size_t more_blocks(const batcher *b, const struct request *r, size_t n)
{
    return up(b, r->computed + n) - up(b, r->computed);
}

static struct bt_row serve(batcher *b, struct request *r, size_t n)
{
    b->free_blocks -= more_blocks(b, r, n);
    r->computed += n;
    bool emits = r->computed == r->known;
    if (emits) {
        r->known++;
        r->to_emit--;
    }
    return (struct bt_row){r->id, n, emits, r->to_emit == 0};
}

size_t bt_step(batcher *b, struct bt_row *rows)
{
    size_t budget = b->l.budget, count = 0, kept = 0;
    bool preempted = false;

    for (size_t i = 0; i < b->nrun && budget > 0; i++) {
        size_t n = piece(&b->run[i], budget);
        while (i < b->nrun && more_blocks(b, &b->run[i], n) > b->free_blocks) {
            struct request *r = &b->wait[b->nwait++];
            *r = b->run[--b->nrun];
            b->free_blocks += up(b, r->computed);
            r->computed = 0;
            preempted = true;
        }
        if (i == b->nrun)
            break;
        rows[count++] = serve(b, &b->run[i], n);
        budget -= n;
    }
    while (!preempted && budget > 0 && b->nwait > 0 && b->nrun < b->l.running) {
        size_t n = piece(&b->wait[b->nwait - 1], budget);
        if (more_blocks(b, &b->wait[b->nwait - 1], n) > b->free_blocks)
            break;
        struct request *r = &b->run[b->nrun++];
        *r = b->wait[--b->nwait];
        rows[count++] = serve(b, r, n);
        budget -= n;
    }
    for (size_t i = 0; i < b->nrun; i++) {
        if (b->run[i].to_emit == 0)
            b->free_blocks += up(b, b->run[i].computed);
        else
            b->run[kept++] = b->run[i];
    }
    b->nrun = kept;
    return count;
}

size_t bt_waiting(const batcher *b)
{
    return b->nwait;
}

size_t bt_running(const batcher *b)
{
    return b->nrun;
}

size_t bt_free_blocks(const batcher *b)
{
    return b->free_blocks;
}

void bt_destroy(batcher *b)
{
    if (b == NULL)
        return;
    free(b->run);
    free(b->wait);
    free(b);
}
