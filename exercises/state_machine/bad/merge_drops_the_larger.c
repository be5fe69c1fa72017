// expect: test
#include "state_machine.h"

void walk_start(struct walk *w, const struct node *root)
{
    w->at = root;
    w->depth = 0;
}

bool walk_next(struct walk *w, int *value)
{
    /* "Call" for the left side until there is none. */
    while (w->at != NULL) {
        w->path[w->depth++] = w->at;
        w->at = w->at->left;
    }
    /* Nothing to walk, nobody to return to: this stays so. */
    if (w->depth == 0)
        return false;
    /* "Return" to the innermost one whose value has not been handed out. */
    const struct node *n = w->path[--w->depth];
    *value = n->value;
    w->at = n->right;
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
    m->a_waits = walk_next(&m->a, &m->a_value);
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
