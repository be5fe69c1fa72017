// expect: assertion
// why: Two callers that both missed the flag both initialise.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool ready;
static int started, limit;

static void initialise(void)
{
    started++;
    assert(started == 1);
    limit = 7;
}

static int get_limit(void)
{
    /* Acquire: pairs with the release below. */
    if (!atomic_load_explicit(&ready, memory_order_acquire)) {
        pthread_mutex_lock(&mutex);
        initialise();
        /* Release: everything is set up before anyone sees the flag. */
        atomic_store_explicit(&ready, true, memory_order_release);
        pthread_mutex_unlock(&mutex);
    }
    return limit;
}

static void *user(void *arg)
{
    int got = get_limit();

    assert(got == 7);
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
