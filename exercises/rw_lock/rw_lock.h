/* rw_lock: many readers together, or one writer alone. From a mutex and
 * condition variables.
 *
 * Writers do not starve: while readers hold the lock and a writer waits for
 * it, readers that come later wait as well, until that writer has been. Whom
 * a writer lets in next, where readers and writers wait, is up to you. */
#ifndef RW_LOCK_H
#define RW_LOCK_H

#include <stdbool.h>

typedef struct rw_lock rw_lock;

/* Nobody holds it yet. NULL with errno ENOMEM when memory is out. */
rw_lock *rw_create(void);

/* Called when nobody holds the lock or waits for it. NULL is fine. */
void rw_destroy(rw_lock *l);

/* Sleeps while a writer holds the lock, or waits while readers hold it. Then
 * the calling thread is a reader until it calls rw_read_unlock. A thread that
 * holds the lock in either way must not lock it again. */
void rw_read_lock(rw_lock *l);
void rw_read_unlock(rw_lock *l);

/* Sleeps while anybody else holds the lock. Then the calling thread is the
 * writer until it calls rw_write_unlock. */
void rw_write_lock(rw_lock *l);
void rw_write_unlock(rw_lock *l);

/* The same, but false at once where the call would have to sleep. */
bool rw_try_read_lock(rw_lock *l);
bool rw_try_write_lock(rw_lock *l);

#endif
