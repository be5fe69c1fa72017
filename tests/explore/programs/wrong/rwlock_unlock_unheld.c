// expect: misuse
// why: A thread unlocks a read-write lock that nobody holds.
#include <assert.h>
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int left, right;

static void *writer(void *arg)
{
    pthread_rwlock_wrlock(&lock);
    left++;
    right++;
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t w;

    pthread_create(&w, NULL, writer, NULL);
    pthread_join(w, NULL);
    assert(left == 1 && right == 1);
    pthread_rwlock_destroy(&lock);
    return 0;
}
