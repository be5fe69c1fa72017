// expect: none
// why: Each thread has its own value; the destructor frees it at the end.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static pthread_key_t key;
static atomic_int destroyed;

static void destroy(void *value)
{
    atomic_fetch_add(&destroyed, 1);
    free(value);
}

static void *worker(void *arg)
{
    int *mine = malloc(sizeof *mine);

    assert(pthread_getspecific(key) == NULL);
    *mine = *(int *)arg;
    pthread_setspecific(key, mine);
    int *again = pthread_getspecific(key);
    assert(again == mine && *again == *(int *)arg);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int one = 1, two = 2;

    pthread_key_create(&key, destroy);
    pthread_create(&a, NULL, worker, &one);
    pthread_create(&b, NULL, worker, &two);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(destroyed == 2);
    pthread_key_delete(key);
    return 0;
}
