// expect: misuse
// why: A thread may be joined only once.
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
    void *result;

    pthread_create(&id, NULL, answer, &question);
    pthread_join(id, &result);
    pthread_join(id, &result);
    assert(*(int *)result == 42);
    free(result);
    return 0;
}
