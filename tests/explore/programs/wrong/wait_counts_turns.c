// expect: assertion
// why: The loop waits for the flag and counts its turns in a variable of the
// why: program: no turn leaves things as they were.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int flag;
static int turns;

static void *set(void *arg)
{
    atomic_store(&flag, 1);
    return arg;
}

int main(void)
{
    pthread_t setter;

    pthread_create(&setter, NULL, set, NULL);
    while (!atomic_load(&flag))
        turns++;
    assert(turns < 2);
    pthread_join(setter, NULL);
    return 0;
}
