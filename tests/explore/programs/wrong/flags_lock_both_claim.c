// expect: livelock
// why: Both claim first, then each waits for the other to withdraw.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

static atomic_bool wants[2];
static int counter;

/* Sequentially consistent throughout: each side stores its claim and then
 * looks at the other one's. */

static void lock(int me)
{
    int other = 1 - me;

    atomic_store(&wants[me], true);
    while (atomic_load(&wants[other]))
        ;
}

static void unlock(int me)
{
    atomic_store(&wants[me], false);
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
