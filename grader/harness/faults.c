/* Faults that a test injects, and counts of what a program did.
 *
 * The linker option --wrap sends every call that the test and the submission
 * make through the functions below (link.flags lists them). Calls that the C
 * library makes inside itself are not seen. Counters are relaxed atomics: they
 * must not order anything that the program under test failed to order. */
#include "threadlings.h"

#include "harness.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **out, size_t alignment, size_t size);
void __real_free(void *p);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*run)(void *), void *arg);
int __real_pthread_join(pthread_t thread, void **result);
int __real_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int __real_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                  const struct timespec *until);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **out, size_t alignment, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);
void __wrap_free(void *p);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*run)(void *), void *arg);
int __wrap_pthread_join(pthread_t thread, void **result);
int __wrap_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int __wrap_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                  const struct timespec *until);

/* Calls that can be made to fail. */
struct fault {
    atomic_size_t calls;   /* since it was set */
    atomic_size_t failing; /* which of them fails; 0: none */
};

static struct fault allocation, thread_start;
static atomic_long held;
static atomic_size_t created, joined;
static atomic_bool spurious;
/* This thread's last wait woke up spuriously; the next one is real. */
static _Thread_local bool woken;

static size_t set_fault(struct fault *f, size_t n)
{
    size_t calls = atomic_exchange_explicit(&f->calls, 0, memory_order_relaxed);

    atomic_store_explicit(&f->failing, n, memory_order_relaxed);
    return calls;
}

static bool must_fail(struct fault *f)
{
    size_t call =
        atomic_fetch_add_explicit(&f->calls, 1, memory_order_relaxed) + 1;

    return call == atomic_load_explicit(&f->failing, memory_order_relaxed);
}

size_t tl_fail_allocation(size_t n)
{
    return set_fault(&allocation, n);
}

size_t tl_fail_thread(size_t n)
{
    return set_fault(&thread_start, n);
}

void tl_spurious_wakeups(bool on)
{
    atomic_store_explicit(&spurious, on, memory_order_relaxed);
}

size_t tl_threads_created(void)
{
    return atomic_load_explicit(&created, memory_order_relaxed);
}

size_t tl_threads_joined(void)
{
    return atomic_load_explicit(&joined, memory_order_relaxed);
}

size_t tl_allocations_held(void)
{
#ifdef TL_ASAN
    return 0;
#else
    long n = atomic_load_explicit(&held, memory_order_relaxed);

    return n > 0 ? (size_t)n : 0;
#endif
}

static void *count(void *p)
{
    if (p != NULL)
        atomic_fetch_add_explicit(&held, 1, memory_order_relaxed);
    return p;
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *__wrap_malloc(size_t size)
{
    return must_fail(&allocation) ? no_memory() : count(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return must_fail(&allocation) ? no_memory() : count(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t size)
{
    bool had = p != NULL;

    if (must_fail(&allocation))
        return no_memory();
    void *q = __real_realloc(p, size);
    if (!had)
        return count(q);
    /* glibc frees p when size is 0 and returns NULL. */
    if (q == NULL && size == 0)
        atomic_fetch_sub_explicit(&held, 1, memory_order_relaxed);
    return q;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return must_fail(&allocation)
               ? no_memory()
               : count(__real_aligned_alloc(alignment, size));
}

int __wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
    if (must_fail(&allocation))
        return ENOMEM;
    int failed = __real_posix_memalign(out, alignment, size);
    if (!failed)
        count(*out);
    return failed;
}

char *__wrap_strndup(const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *copy = __wrap_malloc(len + 1);

    if (copy != NULL) {
        memcpy(copy, s, len);
        copy[len] = '\0';
    }
    return copy;
}

char *__wrap_strdup(const char *s)
{
    return __wrap_strndup(s, strlen(s));
}

void __wrap_free(void *p)
{
    if (p != NULL)
        atomic_fetch_sub_explicit(&held, 1, memory_order_relaxed);
    __real_free(p);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*run)(void *), void *arg)
{
    if (must_fail(&thread_start))
        return EAGAIN;
    int failed = __real_pthread_create(thread, attr, run, arg);
    if (!failed)
        atomic_fetch_add_explicit(&created, 1, memory_order_relaxed);
    return failed;
}

int __wrap_pthread_join(pthread_t thread, void **result)
{
    int failed = __real_pthread_join(thread, result);

    if (!failed)
        atomic_fetch_add_explicit(&joined, 1, memory_order_relaxed);
    return failed;
}

/* True when this wait is to return at once. Every second wait of a thread is
 * real: a loop around the wait, as it must be, still comes to rest. */
static bool wakes_spuriously(pthread_mutex_t *mutex)
{
    if (!atomic_load_explicit(&spurious, memory_order_relaxed) || woken) {
        woken = false;
        return false;
    }
    woken = true;
    pthread_mutex_unlock(mutex);
    sched_yield();
    pthread_mutex_lock(mutex);
    return true;
}

int __wrap_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    if (wakes_spuriously(mutex))
        return 0;
    return __real_pthread_cond_wait(cond, mutex);
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                  const struct timespec *until)
{
    if (wakes_spuriously(mutex))
        return 0;
    return __real_pthread_cond_timedwait(cond, mutex, until);
}
