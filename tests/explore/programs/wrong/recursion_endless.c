// expect: stack-overflow
// why: The recursion ends at a depth that no stack can hold.
#include <assert.h>
#include <pthread.h>

enum { DEPTH = 100000000 };

static long sum_below(long n)
{
    if (n == 0)
        return 0;
    return n + sum_below(n - 1);
}

static void *worker(void *arg)
{
    long sum = sum_below(DEPTH);

    assert(sum == DEPTH * (DEPTH + 1L) / 2);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, worker, NULL);
    pthread_join(id, NULL);
    return 0;
}
