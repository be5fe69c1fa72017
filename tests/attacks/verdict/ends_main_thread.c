// expect: crash
// says: ended itself, with exit status 0, in the
#include <pthread.h>
#include <stdbool.h>
static bool attack(void)
{
    pthread_exit(NULL);
}
