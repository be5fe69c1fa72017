// expect: none
// why: Both threads take the spin lock before they touch the counter.
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
    while (pthread_spin_trylock(&lock) != 0)
        ;
    counter++;
    pthread_spin_unlock(&lock);
    pthread_join(id, NULL);
    assert(counter == 2);
    pthread_spin_destroy(&lock);
    return 0;
}
