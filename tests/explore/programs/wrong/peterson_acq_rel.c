// expect: data-race
// why: Each side may miss the other one's claim, and both enter.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE memory_order_release
#define LOAD memory_order_acquire

static atomic_bool wants[2];
static atomic_int turn; /* who goes first if both want to */
static int counter;

static void lock(int me)
{
    int other = 1 - me;

    atomic_store_explicit(&wants[me], true, STORE);
    atomic_store_explicit(&turn, other, STORE);
    while (atomic_load_explicit(&wants[other], LOAD) &&
           atomic_load_explicit(&turn, LOAD) == other)
        ;
}

static void unlock(int me)
{
    atomic_store_explicit(&wants[me], false, STORE);
}

static void *adder(void *arg)
{
    int me = (int)(intptr_t)arg;

    lock(me);
    counter++;
    unlock(me);
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, adder, (void *)0);
    pthread_create(&b, NULL, adder, (void *)1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    return 0;
}
