// expect: none
// why: Each thread has its own copy of a thread-local variable.
#include <assert.h>
#include <pthread.h>

static _Thread_local int calls = 10;
static __thread int total;

static void count(int n)
{
    calls++;
    total += n;
}

static void *worker(void *arg)
{
    int n = *(int *)arg;

    count(n);
    count(n);
    assert(calls == 12 && total == 2 * n);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int one = 1, two = 2;

    pthread_create(&a, NULL, worker, &one);
    pthread_create(&b, NULL, worker, &two);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(calls == 10 && total == 0);
    return 0;
}
