#include "threadlings.h"

#include "generator.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Every test that makes generators ends with this. */
static void nothing_left(void)
{
    ck_assert_msg(tl_allocations_held() == 0,
                  "%zu blocks of memory are still held after gen_destroy",
                  (size_t)tl_allocations_held());
}

static void up_to(struct gen *g, void *arg)
{
    int n = *(const int *)arg;

    for (int i = 0; i < n; i++)
        gen_yield(g, i);
}

TEST(hands_out_values, "gen_next returns what the body yields, one at a time, "
                       "then false")
{
    int n = 3, value = -1;
    struct gen *g = gen_create(up_to, &n);

    ck_assert_ptr_nonnull(g);
    for (int i = 0; i < n; i++) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(value, i);
    }
    ck_assert_msg(!gen_next(g, &value),
                  "gen_next returned true after the last value");
    gen_destroy(g);
    nothing_left();
}

static int steps;

static void count_steps(struct gen *g, void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        steps++;
        gen_yield(g, steps);
    }
    steps = 100;
}

TEST(runs_only_when_asked,
     "The body runs in gen_next only, as far as its next gen_yield")
{
    int value;
    struct gen *g = gen_create(count_steps, NULL);

    ck_assert_msg(steps == 0, "the body ran before the first gen_next");
    for (int i = 1; i <= 3; i++) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(steps, i);
    }
    ck_assert(!gen_next(g, &value));
    ck_assert_int_eq(steps, 100);
    gen_destroy(g);
    nothing_left();
}

TEST(stays_finished, "A finished generator stays finished, and *value is left "
                     "alone")
{
    int value = 77;
    struct gen *g = gen_create(count_steps, NULL);

    while (gen_next(g, &value))
        value = 77;
    for (int i = 0; i < 3; i++) {
        ck_assert_msg(value == 77, "*value became %d though gen_next was false",
                      value);
        ck_assert_msg(!gen_next(g, &value), "a finished generator went on");
    }
    ck_assert_int_eq(steps, 100);
    gen_destroy(g);
    nothing_left();
}

static void yield_nothing(struct gen *g, void *arg)
{
    (void)g;
    *(int *)arg += 1;
}

TEST(may_be_empty, "A body that yields nothing runs once, and the first "
                   "gen_next is false")
{
    int runs = 0, value;
    struct gen *g = gen_create(yield_nothing, &runs);

    ck_assert(!gen_next(g, &value));
    ck_assert(!gen_next(g, &value));
    ck_assert_int_eq(runs, 1);
    gen_destroy(g);
    nothing_left();
}

/* --- several --- */

TEST(several_at_once, "Generators do not disturb each other")
{
    enum { MANY = 20 };
    struct gen *g[MANY];
    int n[MANY], value;

    for (int i = 0; i < MANY; i++) {
        n[i] = i;
        g[i] = gen_create(up_to, &n[i]);
    }
    for (int turn = 0; turn <= MANY; turn++) {
        for (int i = 0; i < MANY; i++) {
            bool more = gen_next(g[i], &value);
            ck_assert_int_eq(more, turn < n[i]);
            if (more)
                ck_assert_int_eq(value, turn);
        }
    }
    for (int i = 0; i < MANY; i++)
        gen_destroy(g[i]);
    nothing_left();
}

/* --- yields from nested calls --- */

struct node {
    int value;
    struct node *left, *right;
};

static void walk(struct gen *g, const struct node *n)
{
    if (n == NULL)
        return;
    walk(g, n->left);
    gen_yield(g, n->value);
    walk(g, n->right);
}

static void walk_tree(struct gen *g, void *arg)
{
    walk(g, arg);
}

/* A balanced tree of the values from `low` up to but not including `high`. */
static struct node *plant(struct node **free_nodes, int low, int high)
{
    if (low >= high)
        return NULL;
    struct node *n = (*free_nodes)++;
    int middle = low + (high - low) / 2;

    n->value = middle;
    n->left = plant(free_nodes, low, middle);
    n->right = plant(free_nodes, middle + 1, high);
    return n;
}

TEST(yields_from_recursion,
     "gen_yield works at any depth of calls: a recursive walk over a tree")
{
    enum { NODES = 100 };
    static struct node nodes[NODES];
    struct node *next = nodes;
    int value;
    struct gen *g = gen_create(walk_tree, plant(&next, 0, NODES));

    for (int i = 0; i < NODES; i++) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(value, i);
    }
    ck_assert(!gen_next(g, &value));
    gen_destroy(g);
    nothing_left();
}

/* Behind a pointer, so that AddressSanitizer looks at each access. */
__attribute__((noinline)) static void fill(volatile unsigned char *bytes,
                                           size_t n, unsigned char with)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = with;
}

__attribute__((noinline)) static int
count_others(const volatile unsigned char *bytes, size_t n, unsigned char than)
{
    int others = 0;

    for (size_t i = 0; i < n; i++)
        others += bytes[i] != than;
    return others;
}

enum { USED = 48 * 1024 }; /* of the promised 64 KiB; the rest is for calls */
static int changed;

/* Goes down in small steps, so that none leaps over the zone that
 * AddressSanitizer keeps around a block; yields at every one, on both ways. */
__attribute__((noinline)) static void dive(struct gen *g, uintptr_t top,
                                           int depth)
{
    unsigned char bytes[64];

    fill(bytes, sizeof bytes, (unsigned char)depth);
    gen_yield(g, depth);
    if (top - (uintptr_t)bytes < USED)
        dive(g, top, depth + 1);
    gen_yield(g, depth);
    changed += count_others(bytes, sizeof bytes, (unsigned char)depth);
}

static void dive_deep(struct gen *g, void *arg)
{
    unsigned char top = 0;

    (void)arg;
    dive(g, (uintptr_t)&top, 0);
}

TEST(recurses_deeply, "A body can use 48 KiB of its stack, and its locals keep "
                      "their values")
{
    int value = -1, before, deepest;
    struct gen *g = gen_create(dive_deep, NULL);

    do {
        before = value;
        ck_assert(gen_next(g, &value));
    } while (value > before);
    ck_assert_int_eq(value, before);
    deepest = value;
    for (int i = deepest - 1; i >= 0; i--) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(value, i);
    }
    ck_assert(!gen_next(g, &value));
    ck_assert_msg(changed == 0, "%d bytes of its own stack were changed",
                  changed);
    gen_destroy(g);
    nothing_left();
}

/* --- a generator that uses another one --- */

static void squares(struct gen *g, void *arg)
{
    struct gen *inner = gen_create(up_to, arg);
    int value;

    while (gen_next(inner, &value))
        gen_yield(g, value * value);
    gen_destroy(inner);
}

TEST(uses_another_generator,
     "A body may call gen_next of another generator, and yield in between")
{
    int n = 6, value;
    struct gen *g = gen_create(squares, &n);

    for (int i = 0; i < n; i++) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(value, i * i);
    }
    ck_assert(!gen_next(g, &value));
    gen_destroy(g);
    nothing_left();
}

struct chain {
    int depth, n;
};

/* Adds 1 to what the generator below it yields. */
static void add_one(struct gen *g, void *arg)
{
    struct chain *c = arg;
    int value;

    if (c->depth == 0) {
        for (int i = 0; i < c->n; i++)
            gen_yield(g, i);
        return;
    }
    struct chain below = {c->depth - 1, c->n};
    struct gen *inner = gen_create(add_one, &below);
    while (gen_next(inner, &value))
        gen_yield(g, value + 1);
    gen_destroy(inner);
}

TEST(stacks_upon_stacks, "Ten generators, each inside the next")
{
    struct chain top = {10, 5};
    int value;
    struct gen *g = gen_create(add_one, &top);

    for (int i = 0; i < 5; i++) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(value, i + 10);
    }
    ck_assert(!gen_next(g, &value));
    gen_destroy(g);
    nothing_left();
}

/* One generator, asked by turns from here and from another body. */
static void ask(struct gen *g, void *arg)
{
    struct gen *shared = arg;
    int value;

    while (gen_next(shared, &value))
        gen_yield(g, value);
}

TEST(is_asked_from_anywhere,
     "gen_next returns to whoever called it this time, on whatever stack")
{
    int n = 9, value;
    struct gen *shared = gen_create(up_to, &n);
    struct gen *asker = gen_create(ask, shared);

    for (int i = 0; i < n; i++) {
        ck_assert(gen_next(i % 3 == 1 ? asker : shared, &value));
        ck_assert_int_eq(value, i);
    }
    ck_assert(!gen_next(asker, &value));
    ck_assert(!gen_next(shared, &value));
    gen_destroy(asker);
    gen_destroy(shared);
    nothing_left();
}

/* --- an early end --- */

static void for_ever(struct gen *g, void *arg)
{
    for (int i = 0;; i++) {
        *(int *)arg = i;
        gen_yield(g, i);
    }
}

TEST(destroyed_early, "gen_destroy frees the stack wherever the body stopped, "
                      "and the rest of it never runs")
{
    int last = -1, value;

    for (int round = 0; round < 100; round++) {
        struct gen *g = gen_create(for_ever, &last);
        last = -1;
        for (int i = 0; i < round % 4; i++)
            ck_assert(gen_next(g, &value));
        gen_destroy(g);
        ck_assert_int_eq(last, round % 4 - 1);
        nothing_left();
    }
}

TEST(destroys_nothing, "gen_destroy(NULL) does nothing")
{
    gen_destroy(NULL);
}

TEST(survives_lack_of_memory,
     "Without memory gen_create returns NULL with ENOMEM, and nothing is lost")
{
    int n = 2, value;

    for (size_t k = 1; k <= 3; k++) {
        tl_fail_allocation(k);
        errno = 0;
        struct gen *g = gen_create(up_to, &n);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls >= k) {
            ck_assert_ptr_null(g);
            ck_assert_int_eq(why, ENOMEM);
        } else {
            ck_assert(gen_next(g, &value));
            gen_destroy(g);
        }
        nothing_left();
    }
}

TEST(yields_for_long, "Many values use no more stack than the first")
{
    int n = (int)tl_rounds(50000), value, last = -1;
    struct gen *g = gen_create(for_ever, &last);

    for (int i = 0; i < n; i++) {
        ck_assert(gen_next(g, &value));
        ck_assert_int_eq(value, i);
    }
    gen_destroy(g);
    nothing_left();
}
