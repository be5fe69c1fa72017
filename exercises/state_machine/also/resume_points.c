/* The recursive function, turned into a state machine as a compiler does it for
 * async functions: `state` says at which line to go on, and a switch jumps
 * there, into the middle of the loop. The path holds every node from the root
 * down, and the lowest bit of a pointer would say which side we are on; here it
 * is found by looking: we come from the child that `at` was. */
#include "state_machine.h"

enum { ENTER, AFTER_VALUE, DONE };

void walk_start(struct walk *w, const struct node *root)
{
    w->depth = 0;
    w->at = root;
    w->state = root == NULL ? DONE : ENTER;
}

bool walk_next(struct walk *w, int *value)
{
    const struct node *child;

    switch (w->state) {
    case ENTER:
        for (;;) {
            while (w->at->left != NULL) {
                w->path[w->depth++] = w->at;
                w->at = w->at->left;
            }
            for (;;) {
                *value = w->at->value;
                w->state = AFTER_VALUE;
                return true;
            case AFTER_VALUE:
                if (w->at->right != NULL) {
                    w->path[w->depth++] = w->at;
                    w->at = w->at->right;
                    break; /* a subtree: from its left end */
                }
                /* Up, as long as we come from the right. */
                do {
                    if (w->depth == 0) {
                        w->state = DONE;
                        return false;
                    }
                    child = w->at;
                    w->at = w->path[--w->depth];
                } while (w->at->right == child);
            }
        }
    default:
        return false;
    }
}

void merge_start(struct merge *m, const struct node *a, const struct node *b)
{
    walk_start(&m->a, a);
    walk_start(&m->b, b);
    m->a_waits = walk_next(&m->a, &m->a_value);
    m->b_waits = walk_next(&m->b, &m->b_value);
}

bool merge_next(struct merge *m, int *value)
{
    bool take_b = m->b_waits && (!m->a_waits || m->b_value < m->a_value);

    if (take_b) {
        *value = m->b_value;
        m->b_waits = walk_next(&m->b, &m->b_value);
    } else if (m->a_waits) {
        *value = m->a_value;
        m->a_waits = walk_next(&m->a, &m->a_value);
    } else {
        return false;
    }
    return true;
}
