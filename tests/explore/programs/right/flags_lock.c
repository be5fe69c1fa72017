// expect: none
// why: The one whose turn it is not takes back its claim until it may enter.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

static atomic_bool wants[2];
static atomic_int turn;
static int counter;

/* Sequentially consistent throughout: each side stores its claim and then
 * looks at the other one's. */

static void lock(int me)
{
    int other = 1 - me;

    atomic_store(&wants[me], true);
    while (atomic_load(&wants[other])) {
        if (atomic_load(&turn) == me)
            continue;
        atomic_store(&wants[me], false);
        while (atomic_load(&turn) != me)
            ;
        atomic_store(&wants[me], true);
    }
}

static void unlock(int me)
{
    atomic_store(&turn, 1 - me);
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
