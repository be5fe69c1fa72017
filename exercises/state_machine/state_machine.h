/* state_machine: generators without a stack ("stackless"). All that a walk has
 * to remember between two values is in a struct; the caller owns it, and no
 * function of these allocates or keeps anything elsewhere. */
#ifndef STATE_MACHINE_H
#define STATE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* A binary tree. Nobody changes it while it is walked. */
struct node {
    int value;
    const struct node *left, *right;
};

enum { WALK_DEPTH = 64 }; /* nodes from the root down to the deepest, at most */

/* A walk over a tree. The fields are yours to use as you like, or not at all.
 * A copy made with `=`, at any time, is a walk of its own: it goes on from the
 * same place, and neither has any influence on the other. */
struct walk {
    const struct node *path[WALK_DEPTH];
    const struct node *at;
    int depth, state;
};

/* Makes *w, whatever was in there before, a walk over the tree below `root`
 * (NULL: an empty tree). */
void walk_start(struct walk *w, const struct node *root);

/* Stores the next value in *value and returns true: for each node first what is
 * on its left, then its own value, then what is on its right. After the last
 * one: returns false, every time, and *value is not touched. */
bool walk_next(struct walk *w, int *value);

/* Two walks merged. It can be copied like a walk. */
struct merge {
    struct walk a, b;
    int a_value, b_value, state;
    bool a_waits, b_waits;
};

/* Makes *m the merge of walks over two trees. */
void merge_start(struct merge *m, const struct node *a, const struct node *b);

/* As walk_next, for the values of both trees. If each walk alone gives
 * ascending values, so does the merge; a value that is in both comes twice. */
bool merge_next(struct merge *m, int *value);

#endif
