/* state_machine: see state_machine.h for what each function promises, and
 * `task` in the tutor for where to begin. */
#include "state_machine.h"

void walk_start(struct walk *w, const struct node *root)
{
    /* Nothing has been handed out yet. */
    w->at = root;
    w->depth = 0;
    w->state = 0;
}

bool walk_next(struct walk *w, int *value)
{
    (void)w;
    (void)value;
    /* Go on from where the last call stopped: what did it leave in *w? */
    return false;
}

void merge_start(struct merge *m, const struct node *a, const struct node *b)
{
    walk_start(&m->a, a);
    walk_start(&m->b, b);
    m->a_waits = m->b_waits = false;
}

bool merge_next(struct merge *m, int *value)
{
    (void)m;
    (void)value;
    /* See that a value of each walk waits, then hand out the smaller one. */
    return false;
}
