/* dining_philosophers: a round table at which neighbours share a fork. */
#ifndef DINING_PHILOSOPHERS_H
#define DINING_PHILOSOPHERS_H

#include <stddef.h>

typedef struct table table;

/* A table for n philosophers, numbered from 0 round the table, with n forks,
 * one between each two neighbours. NULL with errno EINVAL where n is less
 * than 2; NULL with errno ENOMEM when out of memory. */
table *table_create(size_t n);

/* Philosopher i takes the two forks beside him; sleeps until he has both.
 * From then on until table_put_down he eats, and neither neighbour does.
 *
 * Only his neighbours make him wait: one who eats, or one who has called
 * table_pick_up, too. Nobody waits for ever: when each philosopher who eats
 * puts down his forks some time, each call returns. (If neighbours come back
 * for more again and again, this is not asked for.) */
void table_pick_up(table *t, size_t i);

/* Philosopher i puts both forks down. Called by the thread that picked them
 * up. Does not wait for anybody who eats. */
void table_put_down(table *t, size_t i);

/* When no thread uses the table any more. NULL is fine. */
void table_destroy(table *t);

#endif
