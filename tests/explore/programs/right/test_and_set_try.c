// expect: none
// why: Who tries once takes the lock or leaves; nothing reads what a waiting
// exchange wrote.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
static atomic_int w;
static int inside;
static void lock(void)
{
    while (atomic_exchange(&w, 1) != 0)
        ;
}
static bool try(void)
{
    return atomic_exchange(&w, 1) == 0;
}
static void unlock(void)
{
    atomic_store(&w, 0);
}
static void once_inside(void)
{
    inside++;
    unlock();
}
static void lock_once(void)
{
    lock();
    once_inside();
}
static void *a(void *p)
{
    lock_once();
    return p;
}
static void *b(void *p)
{
    bool *got = p;
    *got = try();
    if (*got)
        once_inside();
    return NULL;
}
int main(void)
{
    pthread_t t, u;
    bool got = false;
    pthread_create(&t, NULL, a, NULL);
    pthread_create(&u, NULL, b, &got);
    lock_once();
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
