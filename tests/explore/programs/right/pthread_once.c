// expect: none
// why: The first caller initialises, the others wait until it has finished.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_int calls;

static void initialise(void)
{
    int before = atomic_fetch_add(&calls, 1);

    assert(before == 0);
}

static void *user(void *arg)
{
    pthread_once(&once, initialise);
    assert(atomic_load(&calls) == 1);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, user, NULL);
    pthread_create(&b, NULL, user, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
