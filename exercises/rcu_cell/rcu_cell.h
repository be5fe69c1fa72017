/* rcu_cell: settings that many threads read all the time, and that somebody
 * replaces now and then. Readers never wait. Who replaces the settings waits
 * until no reader can see the old ones any more, and then frees them. */
#ifndef RCU_CELL_H
#define RCU_CELL_H

#include <stdbool.h>

enum { RCU_READERS = 3 };

typedef struct {
    int width;
    int height;
} settings;

typedef struct rcu_cell rcu_cell;

/* A cell that holds a copy of *first. NULL with errno ENOMEM when memory is
 * out; then nothing stays allocated. */
rcu_cell *rcu_create(const settings *first);

/* Called when nobody uses the cell. Frees all of it. NULL is fine. */
void rcu_destroy(rcu_cell *c);

/* The settings of now. They do not change, and are not freed, until the same
 * reader calls rcu_read_end. Everything that was done before they were handed
 * to rcu_replace is visible.
 *
 * Each thread that reads has a number of its own, from 0 to RCU_READERS - 1.
 * Begin and end take turns for each number. Neither ever waits for another
 * thread, also not for one that replaces. */
const settings *rcu_read_begin(rcu_cell *c, unsigned reader);
void rcu_read_end(rcu_cell *c, unsigned reader);

/* From now on readers get a copy of *next. Waits until no reader can have the
 * old copy any more, and frees that before it returns. False with errno ENOMEM
 * when memory is out: nothing has changed then.
 *
 * Any thread may call it at any time, several at once too, but not between its
 * own rcu_read_begin and rcu_read_end. Readers that come later may keep it
 * waiting, as long as it goes on when no reader is inside. */
bool rcu_replace(rcu_cell *c, const settings *next);

#endif
