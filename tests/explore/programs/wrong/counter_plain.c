// expect: data-race
// why: Two threads add to a plain int and nothing orders them.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static int counter;

static void *adder(void *arg)
{
    counter++;
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, adder, NULL);
    pthread_create(&b, NULL, adder, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    return 0;
}
