// expect: double-free
// why: Thread and main both free the block.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

enum { SIZE = 10 };

static void *fill(void *arg)
{
    char *block = arg;

    for (int i = 0; i < SIZE; i++)
        block[i] = 1;
    free(block);
    return NULL;
}

int main(void)
{
    pthread_t id;
    char *block = malloc(SIZE);

    pthread_create(&id, NULL, fill, block);
    pthread_join(id, NULL);
    free(block);
    return 0;
}
