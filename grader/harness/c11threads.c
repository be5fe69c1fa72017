/* <threads.h> through pthreads.
 *
 * The sanitizers know pthreads only: ThreadSanitizer sees no order in mtx_lock
 * and would report races where there are none, and threads that thrd_create
 * started would be missing from the counts and faults of faults.c. glibc's own
 * functions do the same as these, on the same types: a mtx_t is a
 * pthread_mutex_t, and so on (glibc, nptl/thrd_create.c and its neighbours).
 * The linker option --wrap sends the calls here (link.flags). */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <threads.h>
#include <time.h>

int __wrap_thrd_create(thrd_t *thread, thrd_start_t run, void *arg);
int __wrap_thrd_join(thrd_t thread, int *result);
int __wrap_thrd_detach(thrd_t thread);
_Noreturn void __wrap_thrd_exit(int result);
int __wrap_mtx_init(mtx_t *mutex, int type);
void __wrap_mtx_destroy(mtx_t *mutex);
int __wrap_mtx_lock(mtx_t *mutex);
int __wrap_mtx_trylock(mtx_t *mutex);
int __wrap_mtx_timedlock(mtx_t *mutex, const struct timespec *until);
int __wrap_mtx_unlock(mtx_t *mutex);
int __wrap_cnd_init(cnd_t *cond);
void __wrap_cnd_destroy(cnd_t *cond);
int __wrap_cnd_wait(cnd_t *cond, mtx_t *mutex);
int __wrap_cnd_timedwait(cnd_t *cond, mtx_t *mutex,
                         const struct timespec *until);
int __wrap_cnd_signal(cnd_t *cond);
int __wrap_cnd_broadcast(cnd_t *cond);
void __wrap_call_once(once_flag *flag, void (*run)(void));

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "a mtx_t is a mutex");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t),
               "a cnd_t is a condition variable");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "a once_flag");

static pthread_mutex_t *mutex_of(mtx_t *mutex)
{
    return (pthread_mutex_t *)mutex;
}

static pthread_cond_t *cond_of(cnd_t *cond)
{
    return (pthread_cond_t *)cond;
}

static int outcome(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    case ENOMEM:
        return thrd_nomem;
    default:
        return thrd_error;
    }
}

int __wrap_thrd_create(thrd_t *thread, thrd_start_t run, void *arg)
{
    /* Both kinds of function return in the same register; thrd_join looks at
     * the part that an int has of it. */
    void *(*start)(void *) = (void *(*)(void *))(uintptr_t)run;

    return outcome(pthread_create(thread, NULL, start, arg));
}

int __wrap_thrd_join(thrd_t thread, int *result)
{
    void *value;
    int error = pthread_join(thread, &value);

    if (error == 0 && result != NULL)
        *result = (int)(intptr_t)value;
    return outcome(error);
}

int __wrap_thrd_detach(thrd_t thread)
{
    return outcome(pthread_detach(thread));
}

void __wrap_thrd_exit(int result)
{
    pthread_exit((void *)(intptr_t)result);
}

int __wrap_mtx_init(mtx_t *mutex, int type)
{
    pthread_mutexattr_t attr;
    int error = pthread_mutexattr_init(&attr);

    if (error != 0)
        return outcome(error);
    if (type & mtx_recursive)
        error = pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    if (error == 0)
        error = pthread_mutex_init(mutex_of(mutex), &attr);
    pthread_mutexattr_destroy(&attr);
    return outcome(error);
}

void __wrap_mtx_destroy(mtx_t *mutex)
{
    pthread_mutex_destroy(mutex_of(mutex));
}

int __wrap_mtx_lock(mtx_t *mutex)
{
    return outcome(pthread_mutex_lock(mutex_of(mutex)));
}

int __wrap_mtx_trylock(mtx_t *mutex)
{
    return outcome(pthread_mutex_trylock(mutex_of(mutex)));
}

int __wrap_mtx_timedlock(mtx_t *mutex, const struct timespec *until)
{
    return outcome(pthread_mutex_timedlock(mutex_of(mutex), until));
}

int __wrap_mtx_unlock(mtx_t *mutex)
{
    return outcome(pthread_mutex_unlock(mutex_of(mutex)));
}

int __wrap_cnd_init(cnd_t *cond)
{
    return outcome(pthread_cond_init(cond_of(cond), NULL));
}

void __wrap_cnd_destroy(cnd_t *cond)
{
    pthread_cond_destroy(cond_of(cond));
}

int __wrap_cnd_wait(cnd_t *cond, mtx_t *mutex)
{
    return outcome(pthread_cond_wait(cond_of(cond), mutex_of(mutex)));
}

int __wrap_cnd_timedwait(cnd_t *cond, mtx_t *mutex,
                         const struct timespec *until)
{
    return outcome(
        pthread_cond_timedwait(cond_of(cond), mutex_of(mutex), until));
}

int __wrap_cnd_signal(cnd_t *cond)
{
    return outcome(pthread_cond_signal(cond_of(cond)));
}

int __wrap_cnd_broadcast(cnd_t *cond)
{
    return outcome(pthread_cond_broadcast(cond_of(cond)));
}

void __wrap_call_once(once_flag *flag, void (*run)(void))
{
    pthread_once((pthread_once_t *)flag, run);
}
