/* <threads.h>, by the same means as <pthread.h>. */
#include "grader/explore/cond.h"
#include "grader/explore/keys.h"
#include "grader/explore/mutex.h"
#include "grader/explore/once.h"
#include "grader/explore/spin.h"
#include "grader/explore/threads.h"

#include <errno.h>
#include <threads.h>

static int result(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

/* ------------------------------------------------------------------- threads
 */

LIBC_REPLACES(thrd_create);
LIBC_REPLACES(thrd_join);
LIBC_REPLACES(thrd_detach);
LIBC_REPLACES(thrd_exit);
LIBC_REPLACES(thrd_current);
LIBC_REPLACES(thrd_equal);

/* Unlike with pthread_create, the new thread may rely on its id being there.
 * What an int function returns is found where a pointer would be, in its lower
 * half. */
int ex_thrd_create(thrd_t *id, thrd_start_t start, void *arg)
{
    LIBC_CALL("thrd_create");
    void *(*run)(void *) = (void *(*)(void *))(void (*)(void))start;
    struct thread *t = threads_make(run, arg, &call);

    if (t == NULL)
        return thrd_nomem;
    libc_writes(&call, id, sizeof *id);
    *id = threads_id(t);
    threads_begin(t, &call);
    return thrd_success;
}

int ex_thrd_join(thrd_t id, int *value)
{
    LIBC_CALL("thrd_join");
    void *v = threads_join(id, &call);

    if (value) {
        libc_writes(&call, value, sizeof *value);
        *value = (int)(intptr_t)v;
    }
    return thrd_success;
}

int ex_thrd_detach(thrd_t id)
{
    LIBC_CALL("thrd_detach");

    threads_detach(id, &call);
    return thrd_success;
}

void ex_thrd_exit(int value)
{
    threads_exit((void *)(intptr_t)value);
}

thrd_t ex_thrd_current(void)
{
    return threads_id(engine.current);
}

int ex_thrd_equal(thrd_t a, thrd_t b)
{
    return a == b;
}

/* ------------------------------------------------------------------- mutexes
 */

LIBC_REPLACES(mtx_init);
LIBC_REPLACES(mtx_lock);
LIBC_REPLACES(mtx_timedlock);
LIBC_REPLACES(mtx_trylock);
LIBC_REPLACES(mtx_unlock);
LIBC_REPLACES(mtx_destroy);

int ex_mtx_init(mtx_t *m, int type)
{
    LIBC_CALL("mtx_init");

    mutex_make(m,
               type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE
                                    : PTHREAD_MUTEX_NORMAL,
               &call);
    return thrd_success;
}

int ex_mtx_lock(mtx_t *m)
{
    LIBC_CALL("mtx_lock");

    return result(mutex_lock(mutex_place(m, &call), &call));
}

int ex_mtx_timedlock(mtx_t *m, const struct timespec *limit)
{
    LIBC_CALL("mtx_timedlock");
    const struct until end = {CLOCK_REALTIME, limit};

    return result(mutex_timedlock(mutex_place(m, &call), &end, &call));
}

int ex_mtx_trylock(mtx_t *m)
{
    LIBC_CALL("mtx_trylock");

    return result(mutex_trylock(mutex_place(m, &call), &call));
}

int ex_mtx_unlock(mtx_t *m)
{
    LIBC_CALL("mtx_unlock");

    return result(mutex_unlock(mutex_place(m, &call), &call));
}

void ex_mtx_destroy(mtx_t *m)
{
    LIBC_CALL("mtx_destroy");

    mutex_check_destroy(mutex_place(m, &call), &call);
    mutex_unmake(m);
}

/* -------------------------------------------------------- condition variables
 */

LIBC_REPLACES(cnd_init);
LIBC_REPLACES(cnd_signal);
LIBC_REPLACES(cnd_broadcast);
LIBC_REPLACES(cnd_wait);
LIBC_REPLACES(cnd_timedwait);
LIBC_REPLACES(cnd_destroy);

int ex_cnd_init(cnd_t *v)
{
    LIBC_CALL("cnd_init");

    cond_make(v, CLOCK_REALTIME, &call);
    return thrd_success;
}

int ex_cnd_signal(cnd_t *v)
{
    LIBC_CALL("cnd_signal");

    cond_signal(cond_place(v, &call), &call);
    return thrd_success;
}

int ex_cnd_broadcast(cnd_t *v)
{
    LIBC_CALL("cnd_broadcast");

    cond_broadcast(cond_place(v, &call), &call);
    return thrd_success;
}

int ex_cnd_wait(cnd_t *v, mtx_t *m)
{
    LIBC_CALL("cnd_wait");

    return result(
        cond_wait(cond_place(v, &call), mutex_place(m, &call), NULL, &call));
}

int ex_cnd_timedwait(cnd_t *v, mtx_t *m, const struct timespec *limit)
{
    LIBC_CALL("cnd_timedwait");
    const struct until end = {CLOCK_REALTIME, limit};

    return result(
        cond_wait(cond_place(v, &call), mutex_place(m, &call), &end, &call));
}

void ex_cnd_destroy(cnd_t *v)
{
    LIBC_CALL("cnd_destroy");

    cond_check_destroy(cond_place(v, &call), &call);
    cond_unmake(v);
}

/* --------------------------------------------------------- values, call_once
 */

LIBC_REPLACES(tss_create);
LIBC_REPLACES(tss_get);
LIBC_REPLACES(tss_set);
LIBC_REPLACES(tss_delete);
LIBC_REPLACES(call_once);

int ex_tss_create(tss_t *key, tss_dtor_t destructor)
{
    LIBC_CALL("tss_create");
    unsigned n = keys_create(destructor, &call);

    libc_writes(&call, key, sizeof *key);
    *key = n;
    return thrd_success;
}

void *ex_tss_get(tss_t key)
{
    LIBC_CALL("tss_get");

    return *keys_value(key, &call);
}

int ex_tss_set(tss_t key, void *value)
{
    LIBC_CALL("tss_set");

    spin_wrote(engine.current);
    *keys_value(key, &call) = value;
    return thrd_success;
}

void ex_tss_delete(tss_t key)
{
    LIBC_CALL("tss_delete");

    keys_delete(key, &call);
}

void ex_call_once(once_flag *flag, void (*routine)(void))
{
    LIBC_CALL("call_once");

    once_run(once_place(&flag->__data, &call), routine, &call);
}
