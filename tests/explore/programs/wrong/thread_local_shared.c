// expect: data-race
// why: Without _Thread_local both threads share one variable.
#include <assert.h>
#include <pthread.h>

static int calls = 10;
static int total;

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
    return 0;
}
