// expect: overflow
// why: The loop writes one byte behind the end of the block.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

enum { SIZE = 10 };

static void *fill(void *arg)
{
    char *block = arg;

    for (int i = 0; i <= SIZE; i++)
        block[i] = 1;
    return NULL;
}

int main(void)
{
    pthread_t id;
    char *block = malloc(SIZE);
    int sum = 0;

    pthread_create(&id, NULL, fill, block);
    pthread_join(id, NULL);
    for (int i = 0; i < SIZE; i++)
        sum += block[i];
    assert(sum == SIZE);
    free(block);
    return 0;
}
