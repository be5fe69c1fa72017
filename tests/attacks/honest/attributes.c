// expect: passed
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define CONTAINER(p, type, member) \
    ((type *)((char *)(p)-offsetof(type, member)))
struct node {
    _Alignas(64) atomic_int value;
    struct node *next;
};
static void unlock(pthread_mutex_t **m)
{
    pthread_mutex_unlock(*m);
}
static __attribute__((noinline, cold)) void relax(void)
{
#ifdef __x86_64__
    _mm_pause();
#endif
}
static inline __attribute__((always_inline, warn_unused_result)) int
get(struct node *n)
{
    return __atomic_load_n((int *)&n->value, __ATOMIC_ACQUIRE);
}
#pragma GCC diagnostic pop

static bool attack(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    __attribute__((cleanup(unlock))) pthread_mutex_t *held = &mutex;
    struct node n = {.next = NULL};

    pthread_mutex_lock(held);
    relax();
    return !LIKELY(get(&n) == 0) || CONTAINER(&n.next, struct node, next) != &n;
}
