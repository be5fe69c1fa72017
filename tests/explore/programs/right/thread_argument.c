// expect: none
// why: Each thread gets an argument of its own.
#include <assert.h>
#include <pthread.h>

enum { THREADS = 2 };

static int squares[THREADS];

static void *square(void *arg)
{
    int n = *(int *)arg;

    if (n < THREADS)
        squares[n] = n * n;
    return NULL;
}

int main(void)
{
    pthread_t id[THREADS];
    int arguments[THREADS];

    for (int i = 0; i < THREADS; i++) {
        arguments[i] = i;
        pthread_create(&id[i], NULL, square, &arguments[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(id[i], NULL);
    for (int i = 0; i < THREADS; i++)
        assert(squares[i] == i * i);
    return 0;
}
