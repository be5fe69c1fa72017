// expect: data-race
// why: All threads get the address of the loop's counter, which goes on.
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

    for (int i = 0; i < THREADS; i++)
        pthread_create(&id[i], NULL, square, &i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(id[i], NULL);
    for (int i = 0; i < THREADS; i++)
        assert(squares[i] == i * i);
    return 0;
}
