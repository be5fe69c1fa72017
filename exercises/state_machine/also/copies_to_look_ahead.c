/* The path is filled as early as possible: after each call its last entry is
 * the next node to be handed out. The merge keeps no values: since a walk can
 * be copied, it looks at the next value with a copy and throws that away. It
 * costs more, and it shows what a copy is good for. */
#include "state_machine.h"

static void go_left(struct walk *w, const struct node *n)
{
    for (; n != NULL; n = n->left)
        w->path[w->depth++] = n;
}

void walk_start(struct walk *w, const struct node *root)
{
    w->depth = 0;
    go_left(w, root);
}

bool walk_next(struct walk *w, int *value)
{
    if (w->depth == 0)
        return false;
    const struct node *n = w->path[--w->depth];
    *value = n->value;
    go_left(w, n->right);
    return true;
}

void merge_start(struct merge *m, const struct node *a, const struct node *b)
{
    walk_start(&m->a, a);
    walk_start(&m->b, b);
}

bool merge_next(struct merge *m, int *value)
{
    struct walk a = m->a, b = m->b;
    int a_value, b_value;
    bool a_has = walk_next(&a, &a_value);
    bool b_has = walk_next(&b, &b_value);

    if (a_has && (!b_has || a_value <= b_value)) {
        m->a = a;
        *value = a_value;
        return true;
    }
    if (b_has) {
        m->b = b;
        *value = b_value;
        return true;
    }
    return false;
}
