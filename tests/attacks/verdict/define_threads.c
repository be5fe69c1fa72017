// expect: passed|test|timeout|crash|forged|limit
// class: tampered
// racy
/* Threads that are functions race with nobody. */
#include <pthread.h>
int pthread_create(pthread_t *thread, const pthread_attr_t *a,
                   void *(*run)(void *), void *arg)
{
    (void)a;
    *thread = 0;
    run(arg);
    return 0;
}

int pthread_join(pthread_t thread, void **result)
{
    (void)thread, (void)result;
    return 0;
}
