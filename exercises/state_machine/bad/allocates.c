// expect: forbidden
#include "state_machine.h"

#include <stdlib.h>

/* The path as a list: no limit on the depth. */
struct entry {
    const struct node *node;
    const struct entry *below;
};

void walk_start(struct walk *w, const struct node *root)
{
    w->at = root;
    w->path[0] = NULL;
}

bool walk_next(struct walk *w, int *value)
{
    struct entry *top = (struct entry *)w->path[0];

    for (; w->at != NULL; w->at = w->at->left) {
        struct entry *e = malloc(sizeof *e);
        if (e == NULL)
            return false;
        *e = (struct entry){w->at, top};
        top = e;
    }
    w->path[0] = (const struct node *)top;
    if (top == NULL)
        return false;
    *value = top->node->value;
    w->at = top->node->right;
    w->path[0] = (const struct node *)top->below;
    free(top);
    return true;
}

void merge_start(struct merge *m, const struct node *a, const struct node *b)
{
    walk_start(&m->a, a);
    walk_start(&m->b, b);
    m->a_waits = m->b_waits = false;
}

bool merge_next(struct merge *m, int *value)
{
    /* A value that was taken from its walk but not handed out waits here, in
     * the struct, for a later call. */
    if (!m->a_waits)
        m->a_waits = walk_next(&m->a, &m->a_value);
    if (!m->b_waits)
        m->b_waits = walk_next(&m->b, &m->b_value);
    if (m->a_waits && (!m->b_waits || m->a_value <= m->b_value)) {
        *value = m->a_value;
        m->a_waits = false;
        return true;
    }
    if (m->b_waits) {
        *value = m->b_value;
        m->b_waits = false;
        return true;
    }
    return false;
}
