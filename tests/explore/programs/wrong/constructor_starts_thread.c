// expect: data-race
// why: A constructor starts a thread, and main uses what it uses.
#include <pthread.h>

static int count;
static pthread_t thread;

static void *work(void *arg)
{
    count++;
    return arg;
}

__attribute__((constructor)) static void start(void)
{
    pthread_create(&thread, NULL, work, NULL);
}

int main(void)
{
    count++;
    pthread_join(thread, NULL);
    return 0;
}
