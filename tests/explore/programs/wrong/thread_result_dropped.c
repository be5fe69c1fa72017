// expect: leak
// why: Nobody collects the block that the thread returns.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

static void *answer(void *arg)
{
    int *result = malloc(sizeof *result);

    *result = *(int *)arg + 1;
    return result;
}

int main(void)
{
    pthread_t id;
    int question = 41;

    pthread_create(&id, NULL, answer, &question);
    pthread_join(id, NULL);
    return 0;
}
