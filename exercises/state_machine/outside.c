/* Three walks over random trees, started, asked and copied in a random order;
 * then two random trees of ascending values, merged. */
#include "outside.h"

#include <stdbool.h>

enum { NODES = 60, WALKS = 3, CALLS = 150, END = 1000000 };

/* left[0] of a tree is its root: -1 for none. */
struct tree {
    long n, value[NODES + 1], left[NODES + 1], right[NODES + 1];
    long order[NODES], listed;
};

static void give(const struct tree *t)
{
    tl_give(t->n);
    tl_give(t->left[0]);
    for (long i = 1; i <= t->n; i++) {
        tl_give(t->value[i]);
        tl_give(t->left[i]);
        tl_give(t->right[i]);
    }
}

static void list(struct tree *t, long node)
{
    if (node < 0)
        return;
    list(t, t->left[node]);
    t->order[t->listed++] = t->value[node];
    list(t, t->right[node]);
}

/* Puts node i below a node that has room, by chance or by its value. */
static void put(struct tree *t, long i, bool sorted)
{
    long *place = &t->left[0];

    while (*place >= 0) {
        long at = *place;
        bool left = sorted ? t->value[i] < t->value[at] : tl_between(0, 1) == 0;
        place = left ? &t->left[at] : &t->right[at];
    }
    *place = i;
}

static void grow(struct tree *t, bool sorted)
{
    t->n = tl_between(0, NODES);
    t->left[0] = -1;
    t->listed = 0;
    for (long i = 1; i <= t->n; i++) {
        t->value[i] = tl_between(-40, 40);
        t->left[i] = t->right[i] = -1;
        put(t, i, sorted);
    }
    give(t);
    list(t, t->left[0]);
}

OUTSIDE(walks, "Walks and their copies go on by themselves, in the right order")
{
    static struct tree trees[2];
    struct {
        const struct tree *tree;
        long at;
    } walks[WALKS];
    long calls = tl_between(60, CALLS), what[CALLS], which[CALLS], other[CALLS];

    for (int i = 0; i < 2; i++)
        grow(&trees[i], false);
    tl_give(calls);
    for (long i = 0; i < calls; i++) {
        /* 0: start, 1: copy, others: next; each walk is started first. */
        what[i] = i < WALKS ? 0 : tl_between(0, 40);
        which[i] = i < WALKS ? i : tl_between(0, WALKS - 1);
        other[i] = what[i] == 0 ? tl_between(0, 1) : tl_between(0, WALKS - 1);
        tl_give(what[i]);
        tl_give(which[i]);
        tl_give(other[i]);
    }
    for (long i = 0; i < calls; i++) {
        long w = which[i];
        if (what[i] == 0) {
            walks[w].tree = &trees[other[i]];
            walks[w].at = 0;
        } else if (what[i] == 1) {
            walks[w] = walks[other[i]];
        } else {
            bool more = walks[w].at < walks[w].tree->listed;
            tl_expect(more, "walk_next after %ld of %ld values", walks[w].at,
                      walks[w].tree->listed);
            tl_expect(more ? walks[w].tree->order[walks[w].at++] : END,
                      more ? "the next value of a walk"
                           : "*value after walk_next at the end");
        }
    }
}

OUTSIDE(merges_random_trees,
        "A merge of two trees gives all their values, ascending")
{
    static struct tree trees[2];
    long at[2] = {0, 0};

    for (int i = 0; i < 2; i++)
        grow(&trees[i], true);
    long all = trees[0].n + trees[1].n;
    tl_give(tl_between(0, all)); /* where the merge is copied */
    for (long i = 0; i < all; i++) {
        bool first = at[1] == trees[1].n ||
                     (at[0] < trees[0].n &&
                      trees[0].order[at[0]] <= trees[1].order[at[1]]);
        long value = trees[!first].order[at[!first]];
        at[!first]++;
        tl_expect(value,
                  "value %ld of the merge of trees with %ld and %ld "
                  "values",
                  i + 1, trees[0].n, trees[1].n);
        tl_expect(value, "value %ld of a merge that was copied on its way",
                  i + 1);
    }
    tl_expect(END, "*value after merge_next at the end");
    tl_expect(END, "*value after merge_next at the end of a copy");
}
