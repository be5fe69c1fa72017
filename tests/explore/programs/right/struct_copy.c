// expect: none
// why: The whole struct is copied in and out under the mutex.
#include <assert.h>
#include <pthread.h>

struct account {
    long number;
    int balance;
    char owner[20];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct account shared;

static void *opener(void *arg)
{
    struct account new = {17, 100, "Ada"};

    pthread_mutex_lock(&mutex);
    shared = new;
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;
    struct account copy;

    pthread_create(&id, NULL, opener, NULL);
    pthread_mutex_lock(&mutex);
    copy = shared;
    pthread_mutex_unlock(&mutex);
    pthread_join(id, NULL);
    assert((copy.number == 17) == (copy.balance == 100));
    assert((copy.number == 17) == (copy.owner[0] == 'A'));
    return 0;
}
