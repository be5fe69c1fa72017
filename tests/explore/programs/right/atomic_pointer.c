// expect: none
// why: Adding to an atomic pointer hands each thread an element of its own.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static int pool[3];
static _Atomic(int *) next = pool;

static int *allocate(void)
{
    /* One step, and one element further: ++ knows the size of an element. */
    return next++;
}

static void *user(void *arg)
{
    int *mine = allocate();

    *mine = 1;
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, user, NULL);
    pthread_create(&b, NULL, user, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(pool[0] == 1 && pool[1] == 1 && pool[2] == 0);
    return 0;
}
