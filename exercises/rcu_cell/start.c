#include "rcu_cell.h"

#include <errno.h>
#include <stdlib.h>

struct rcu_cell {
    settings *current;
    /* Add: how who replaces the settings learns which readers are inside. */
};

rcu_cell *rcu_create(const settings *first)
{
    /* A cell with a copy of *first; NULL and ENOMEM when memory is out. */
    (void)first;
    return NULL;
}

void rcu_destroy(rcu_cell *c)
{
    (void)c;
}

const settings *rcu_read_begin(rcu_cell *c, unsigned reader)
{
    /* Say that this reader is inside, and return the settings. In which
     * order? */
    (void)reader;
    return c->current;
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    /* Say that this reader is done. */
    (void)c;
    (void)reader;
}

bool rcu_replace(rcu_cell *c, const settings *next)
{
    /* Switch to a copy of *next, wait until no reader can have the old copy,
     * free the old copy. */
    (void)c;
    (void)next;
    return false;
}
