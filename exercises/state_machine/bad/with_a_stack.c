// expect: forbidden
#include "state_machine.h"

#include <ucontext.h>

/* One stack for the walk that is going on. */
static ucontext_t inside, caller;
static char stack[64 * 1024];
static int found;
static bool finished;
static const struct node *root_node;

static void visit(const struct node *n)
{
    if (n == NULL)
        return;
    visit(n->left);
    found = n->value;
    swapcontext(&inside, &caller);
    visit(n->right);
}

static void bottom(void)
{
    visit(root_node);
    finished = true;
    setcontext(&caller);
}

void walk_start(struct walk *w, const struct node *root)
{
    (void)w;
    root_node = root;
    finished = false;
    getcontext(&inside);
    inside.uc_stack.ss_sp = stack;
    inside.uc_stack.ss_size = sizeof stack;
    inside.uc_link = NULL;
    makecontext(&inside, bottom, 0);
}

bool walk_next(struct walk *w, int *value)
{
    (void)w;
    if (finished)
        return false;
    swapcontext(&caller, &inside);
    if (finished)
        return false;
    *value = found;
    return true;
}

void merge_start(struct merge *m, const struct node *a, const struct node *b)
{
    (void)b;
    walk_start(&m->a, a);
}

bool merge_next(struct merge *m, int *value)
{
    return walk_next(&m->a, value);
}
