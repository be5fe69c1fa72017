#include "inside.h"

#include "state_machine.h"

#include <string.h>

enum { NODES = 60, END = 1000000 };

static struct node trees[2][NODES + 1];
static const struct node *roots[2];
static long sizes[2];

static const struct node *child(int tree, long node)
{
    return node < 0 ? NULL : &trees[tree][node];
}

static void take_trees(void)
{
    for (int t = 0; t < 2; t++) {
        sizes[t] = tl_take();
        roots[t] = child(t, tl_take());
        for (long i = 1; i <= sizes[t]; i++) {
            trees[t][i].value = (int)tl_take();
            trees[t][i].left = child(t, tl_take());
            trees[t][i].right = child(t, tl_take());
        }
    }
}

INSIDE(walks)
{
    static struct walk walks[3];

    memset(walks, 0xa5, sizeof walks); /* what is in there must not matter */
    take_trees();
    for (long calls = tl_take(); calls > 0; calls--) {
        long what = tl_take();
        struct walk *w = &walks[tl_take()];
        long other = tl_take();
        int value = END;
        if (what == 0) {
            walk_start(w, roots[other]);
        } else if (what == 1) {
            *w = walks[other];
        } else {
            tl_answer(walk_next(w, &value));
            tl_answer(value);
        }
    }
}

static void answer_next(struct merge *m)
{
    int value = END;

    merge_next(m, &value);
    tl_answer(value);
}

/* The copy is made at a random place; up to there both are asked alike. */
INSIDE(merges_random_trees)
{
    static struct merge m, copy;

    take_trees();
    long copied = tl_take();
    memset(&m, 0xa5, sizeof m);
    merge_start(&m, roots[0], roots[1]);
    merge_start(&copy, roots[0], roots[1]);
    for (long i = 0; i <= sizes[0] + sizes[1]; i++) {
        if (i == copied)
            copy = m;
        answer_next(&m);
        answer_next(&copy);
    }
}
