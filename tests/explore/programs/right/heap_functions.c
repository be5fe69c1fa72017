// expect: none
// why: malloc, calloc, realloc and strdup, each thread with its own blocks.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void *worker(void *arg)
{
    int *numbers = calloc(2, sizeof *numbers);

    assert(numbers[0] == 0 && numbers[1] == 0);
    numbers[1] = *(int *)arg;
    int *more = realloc(numbers, 500 * sizeof *more);
    assert(more[1] == *(int *)arg);
    more[499] = 1;
    char *name = strdup("worker");
    assert(strlen(name) == 6);
    free(name);
    free(more);
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
