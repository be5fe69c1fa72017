// expect: data-race
// why: One of the two threads does not take the spin lock.
#include <assert.h>
#include <pthread.h>

static pthread_spinlock_t lock;
static int counter;

static void *adder(void *arg)
{
    pthread_spin_lock(&lock);
    counter++;
    pthread_spin_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    pthread_create(&id, NULL, adder, NULL);
    counter++;
    pthread_join(id, NULL);
    assert(counter == 2);
    pthread_spin_destroy(&lock);
    return 0;
}
