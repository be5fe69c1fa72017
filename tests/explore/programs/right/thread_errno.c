// expect: none
// why: Each thread has its own errno.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>

static void *worker(void *arg)
{
    errno = (int)(intptr_t)arg;
    sched_yield();
    assert(errno == (int)(intptr_t)arg);
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    errno = 0;
    pthread_create(&a, NULL, worker, (void *)EINTR);
    pthread_create(&b, NULL, worker, (void *)EAGAIN);
    unsigned long big = strtoul("99999999999999999999999", NULL, 10);
    assert(big > 0 && errno == ERANGE);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
