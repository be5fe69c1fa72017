#include "threadlings.h"

#include "state_machine.h"

#include <stdlib.h>
#include <string.h>

/*          40
 *        /    \
 *      20      60
 *     /  \    /
 *   10   30  50
 *          \
 *           35      */
static const struct node n10 = {10, NULL, NULL}, n35 = {35, NULL, NULL},
                         n50 = {50, NULL, NULL}, n30 = {30, NULL, &n35},
                         n60 = {60, &n50, NULL}, n20 = {20, &n10, &n30},
                         n40 = {40, &n20, &n60};
static const int in_order[] = {10, 20, 30, 35, 40, 50, 60};
enum { ALL = sizeof in_order / sizeof in_order[0] };

/*  30 -> 35 -> 70, to the right */
static const struct node r70 = {70, NULL, NULL}, r35 = {35, NULL, &r70},
                         r30 = {30, NULL, &r35};
static const int merged[] = {10, 20, 30, 30, 35, 35, 40, 50, 60, 70};
enum { BOTH = sizeof merged / sizeof merged[0] };

static struct walk w, copy;
static struct merge m, merge_copy;

/* What is in a struct before its start must not matter. */
static void start_walk(struct walk *walk, const struct node *root)
{
    memset(walk, 0xa5, sizeof *walk);
    walk_start(walk, root);
}

static void start_merge(struct merge *merge, const struct node *a,
                        const struct node *b)
{
    memset(merge, 0xa5, sizeof *merge);
    merge_start(merge, a, b);
}

static void expect(struct walk *walk, int wanted)
{
    int value = -1;

    ck_assert_msg(walk_next(walk, &value), "the walk ended before %d", wanted);
    ck_assert_msg(value == wanted, "the walk gave %d where %d comes next",
                  value, wanted);
}

static void expect_end(struct walk *walk)
{
    int value = -1;

    ck_assert_msg(!walk_next(walk, &value), "the walk gave %d after the end",
                  value);
    ck_assert_msg(value == -1, "*value became %d at the end", value);
}

static void expect_merged(struct merge *merge, int wanted)
{
    int value = -1;

    ck_assert_msg(merge_next(merge, &value), "the merge ended before %d",
                  wanted);
    ck_assert_msg(value == wanted, "the merge gave %d where %d comes next",
                  value, wanted);
}

static void expect_merge_end(struct merge *merge)
{
    int value = -1;

    ck_assert_msg(!merge_next(merge, &value), "the merge gave %d after the end",
                  value);
    ck_assert_msg(value == -1, "*value became %d at the end", value);
}

TEST(walks_in_order, "A walk gives left side, node, right side")
{
    start_walk(&w, &n40);
    for (int i = 0; i < ALL; i++)
        expect(&w, in_order[i]);
    expect_end(&w);
}

TEST(walks_small_trees, "An empty tree gives nothing, a single node one value")
{
    start_walk(&w, NULL);
    expect_end(&w);
    start_walk(&w, &n10);
    expect(&w, 10);
    expect_end(&w);
}

TEST(stays_at_the_end, "After the last value walk_next is false every time")
{
    start_walk(&w, &n20);
    for (int i = 0; i < 4; i++)
        expect(&w, in_order[i]);
    for (int i = 0; i < 5; i++)
        expect_end(&w);
}

TEST(starts_anew, "walk_start begins from the first value, in the middle of a "
                  "walk, too")
{
    start_walk(&w, &n40);
    expect(&w, 10);
    expect(&w, 20);
    walk_start(&w, &n40);
    for (int i = 0; i < ALL; i++)
        expect(&w, in_order[i]);
    expect_end(&w);
}

TEST(two_walks, "Two walks over one tree do not disturb each other")
{
    start_walk(&w, &n40);
    expect(&w, 10);
    expect(&w, 20);
    expect(&w, 30);
    start_walk(&copy, &n40);
    for (int i = 3; i < ALL; i++) {
        expect(&w, in_order[i]);
        expect(&copy, in_order[i - 3]);
    }
    expect_end(&w);
    for (int i = ALL - 3; i < ALL; i++)
        expect(&copy, in_order[i]);
    expect_end(&copy);
}

TEST(walks_a_copy, "A copy made with = goes on by itself, from any place")
{
    for (int at = 0; at <= ALL; at++) {
        start_walk(&w, &n40);
        for (int i = 0; i < at; i++)
            expect(&w, in_order[i]);
        copy = w;
        for (int i = at; i < ALL; i++)
            expect(&w, in_order[i]);
        expect_end(&w);
        memset(&w, 0xa5, sizeof w); /* nothing may point in there */
        for (int i = at; i < ALL; i++)
            expect(&copy, in_order[i]);
        expect_end(&copy);
    }
}

TEST(goes_deep, "A tree of WALK_DEPTH levels is walked: to the left, to the "
                "right, in a zigzag")
{
    static struct node chain[WALK_DEPTH];

    for (int shape = 0; shape < 3; shape++) {
        int low = 0, high = WALK_DEPTH - 1;
        for (int i = 0; i < WALK_DEPTH; i++) {
            const struct node *child =
                i + 1 < WALK_DEPTH ? &chain[i + 1] : NULL;
            bool left = shape == 0 || (shape == 2 && i % 2 == 0);
            chain[i] = (struct node){left ? high-- : low++, left ? child : NULL,
                                     left ? NULL : child};
        }
        start_walk(&w, &chain[0]);
        for (int i = 0; i < WALK_DEPTH; i++)
            expect(&w, i);
        expect_end(&w);
    }
}

/* A complete tree in an array: the children of i are 2i + 1 and 2i + 2. */
TEST(walks_a_large_tree, "A tree of 4095 nodes: each value once, in order, and "
                         "nothing is allocated")
{
    enum { NODES = 4095 };
    static struct node nodes[NODES];
    size_t held = tl_allocations_held();
    int count = 0, value, last = -1;

    for (int i = 0; i < NODES; i++)
        nodes[i] =
            (struct node){0, 2 * i + 1 < NODES ? &nodes[2 * i + 1] : NULL,
                          2 * i + 2 < NODES ? &nodes[2 * i + 2] : NULL};
    /* Number them from left to right, by leaps: level by level. */
    for (int i = 0, first = NODES / 2, step = NODES + 1; i < NODES;) {
        int in_level = i + 1;
        for (int k = 0; k < in_level; k++, i++)
            nodes[i].value = first + k * step;
        step /= 2;
        first = step / 2 - 1;
    }
    start_walk(&w, &nodes[0]);
    while (count <= NODES && walk_next(&w, &value)) {
        ck_assert_int_eq(value, last + 1);
        last = value;
        count++;
        ck_assert_int_eq((int)(tl_allocations_held() - held), 0);
    }
    ck_assert_int_eq(count, NODES);
}

TEST(merges, "A merge gives the values of both trees, ascending, common ones "
             "twice")
{
    start_merge(&m, &n40, &r30);
    for (int i = 0; i < BOTH; i++)
        expect_merged(&m, merged[i]);
    for (int i = 0; i < 3; i++)
        expect_merge_end(&m);
    start_merge(&m, &r30, &n40);
    for (int i = 0; i < BOTH; i++)
        expect_merged(&m, merged[i]);
    for (int i = 0; i < 3; i++)
        expect_merge_end(&m);
}

TEST(merges_with_nothing, "When one tree is empty, the merge is the other walk")
{
    start_merge(&m, &n40, NULL);
    for (int i = 0; i < ALL; i++)
        expect_merged(&m, in_order[i]);
    expect_merge_end(&m);
    start_merge(&m, NULL, &n40);
    for (int i = 0; i < ALL; i++)
        expect_merged(&m, in_order[i]);
    expect_merge_end(&m);
    start_merge(&m, NULL, NULL);
    expect_merge_end(&m);
}

TEST(merges_any_value, "No value is special, not even 0, -1 or the largest")
{
    static const struct node high = {2147483647, NULL, NULL},
                             zero = {0, NULL, &high},
                             low = {-2147483647 - 1, NULL, &zero},
                             minus = {-1, NULL, NULL}, one = {1, &minus, NULL};

    start_merge(&m, &low, &one);
    expect_merged(&m, -2147483647 - 1);
    int value = 5;
    ck_assert(merge_next(&m, &value));
    ck_assert_int_eq(value, -1);
    expect_merged(&m, 0);
    expect_merged(&m, 1);
    expect_merged(&m, 2147483647);
    expect_merge_end(&m);
}

TEST(merges_a_copy, "A copy of a merge goes on by itself, from any place")
{
    for (int at = 0; at <= BOTH; at++) {
        start_merge(&m, &n40, &r30);
        for (int i = 0; i < at; i++)
            expect_merged(&m, merged[i]);
        merge_copy = m;
        for (int i = at; i < BOTH; i++)
            expect_merged(&m, merged[i]);
        expect_merge_end(&m);
        memset(&m, 0xa5, sizeof m); /* nothing may point in there */
        for (int i = at; i < BOTH; i++)
            expect_merged(&merge_copy, merged[i]);
        expect_merge_end(&merge_copy);
    }
}
