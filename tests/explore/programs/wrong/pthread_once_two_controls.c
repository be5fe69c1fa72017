// expect: assertion
// why: Two once controls let two threads initialise.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_once_t once[2] = {PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT};
static int numbers[2] = {0, 1};
static atomic_int calls;

static void initialise(void)
{
    int before = atomic_fetch_add(&calls, 1);

    assert(before == 0);
}

static void *user(void *arg)
{
    pthread_once(&once[*(int *)arg], initialise);
    assert(atomic_load(&calls) == 1);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, user, &numbers[0]);
    pthread_create(&b, NULL, user, &numbers[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
