// expect: none
// why: Both threads take the two mutexes in the same order.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static int in_a = 10, in_b = 10;

static void *a_to_b(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    in_a--;
    in_b++;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return arg;
}

static void *b_to_a(void *arg)
{
    /* a before b, as everywhere: then nobody who has b waits for a. */
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    in_b--;
    in_a++;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return arg;
}

int main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, a_to_b, NULL);
    pthread_create(&two, NULL, b_to_a, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    assert(in_a == 10 && in_b == 10);
    return 0;
}
