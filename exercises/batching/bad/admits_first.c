// expect: test
/* Serves who waits before who runs: a long prompt stops everybody who emits. */
#include "batching.h"

#include <errno.h>
#include <stdlib.h>

struct request {
    struct request *next, *prev;
    int id;
    size_t known;    /* tokens it has: the prompt, and what it has emitted */
    size_t computed; /* of these; they occupy the blocks */
    size_t held;     /* blocks */
    size_t to_emit;  /* tokens until it is finished */
    size_t now;      /* tokens in this step */
};

struct list {
    struct request *first, *last;
    size_t length;
};

struct batcher {
    struct bt_limits limits;
    size_t free_blocks;
    struct list running, waiting;
};

static void push_back(struct list *list, struct request *r)
{
    r->next = NULL;
    r->prev = list->last;
    *(r->prev != NULL ? &r->prev->next : &list->first) = r;
    list->last = r;
    list->length++;
}

static void push_front(struct list *list, struct request *r)
{
    r->prev = NULL;
    r->next = list->first;
    *(r->next != NULL ? &r->next->prev : &list->last) = r;
    list->first = r;
    list->length++;
}

static void unlink_from(struct list *list, struct request *r)
{
    *(r->prev != NULL ? &r->prev->next : &list->first) = r->next;
    *(r->next != NULL ? &r->next->prev : &list->last) = r->prev;
    list->length--;
}

static size_t blocks_for(const batcher *b, size_t tokens)
{
    size_t per = b->limits.block_tokens;

    return tokens / per + (tokens % per != 0);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

batcher *bt_create(const struct bt_limits *limits)
{
    if (limits->budget == 0 || limits->running == 0 || limits->blocks == 0 ||
        limits->block_tokens == 0) {
        errno = EINVAL;
        return NULL;
    }
    batcher *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->limits = *limits;
    b->free_blocks = limits->blocks;
    return b;
}

bool bt_add(batcher *b, int request, size_t prompt, size_t output)
{
    /* Whoever does not fit even when alone would be preempted for ever. */
    if (prompt == 0 || output == 0 ||
        blocks_for(b, prompt + output - 1) > b->limits.blocks) {
        errno = EINVAL;
        return false;
    }
    struct request *r = calloc(1, sizeof *r);
    if (r == NULL)
        return false;
    r->id = request;
    r->known = prompt;
    r->to_emit = output;
    push_back(&b->waiting, r);
    return true;
}

static void give_back(batcher *b, struct request *r)
{
    b->free_blocks += r->held;
    r->held = 0;
}

static void preempt(batcher *b, struct request *r)
{
    unlink_from(&b->running, r);
    give_back(b, r);
    r->computed = 0; /* the blocks held it; known and to_emit stay */
    push_front(&b->waiting, r);
}

/* Blocks that r lacks to compute n more tokens. */
static size_t lacks(const batcher *b, const struct request *r, size_t n)
{
    return blocks_for(b, r->computed + n) - r->held;
}

static void schedule(batcher *b, struct request *r, size_t n)
{
    size_t more = lacks(b, r, n);

    r->held += more;
    b->free_blocks -= more;
    r->now = n;
}

/* What the model does, as far as the scheduler sees it. */
static struct bt_row compute(struct request *r)
{
    struct bt_row row = {.request = r->id, .tokens = r->now};

    r->computed += r->now;
    r->now = 0;
    if (r->computed == r->known) {
        row.emits = true;
        r->known++;
        row.finishes = --r->to_emit == 0;
    }
    return row;
}

size_t bt_step(batcher *b, struct bt_row *rows)
{
    size_t budget = b->limits.budget, count = 0;

    while (budget > 0 && b->waiting.first != NULL &&
           b->running.length < b->limits.running) {
        struct request *r = b->waiting.first;
        size_t n = smaller(r->known, budget);
        if (lacks(b, r, n) > b->free_blocks)
            break; /* and nobody overtakes it */
        unlink_from(&b->waiting, r);
        push_back(&b->running, r);
        schedule(b, r, n);
        budget -= n;
    }
    for (struct request *r = b->running.first; r != NULL && budget > 0;) {
        if (r->now > 0)
            break; /* came in above */
        size_t n = smaller(r->known - r->computed, budget);
        /* The latest stands at or behind r, so it has no row in this step. */
        while (lacks(b, r, n) > b->free_blocks) {
            struct request *latest = b->running.last;
            if (latest->now > 0) {
                budget += latest->now;
                latest->now = 0;
            }
            preempt(b, latest);
            if (latest == r)
                r = NULL;
            if (r == NULL)
                break;
        }
        if (r == NULL)
            break;
        schedule(b, r, n);
        budget -= n;
        r = r->next;
    }
    for (struct request *r = b->running.first, *next; r != NULL; r = next) {
        next = r->next;
        if (r->now == 0)
            continue;
        rows[count] = compute(r);
        if (rows[count++].finishes) {
            unlink_from(&b->running, r);
            give_back(b, r);
            free(r);
        }
    }
    return count;
}

size_t bt_waiting(const batcher *b)
{
    return b->waiting.length;
}

size_t bt_running(const batcher *b)
{
    return b->running.length;
}

size_t bt_free_blocks(const batcher *b)
{
    return b->free_blocks;
}

static void free_all(struct list *list)
{
    for (struct request *r = list->first, *next; r != NULL; r = next) {
        next = r->next;
        free(r);
    }
}

void bt_destroy(batcher *b)
{
    if (b == NULL)
        return;
    free_all(&b->running);
    free_all(&b->waiting);
    free(b);
}
