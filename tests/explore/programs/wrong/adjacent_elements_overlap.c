// expect: data-race
// why: The halves overlap by one byte.
#include <assert.h>
#include <pthread.h>
#include <string.h>

static char text[9];

static void *fill_left(void *arg)
{
    memset(text, 'l', 5);
    return arg;
}

static void *fill_right(void *arg)
{
    for (int i = 4; i < 8; i++)
        text[i] = 'r';
    return arg;
}

int main(void)
{
    pthread_t l, r;

    pthread_create(&l, NULL, fill_left, NULL);
    pthread_create(&r, NULL, fill_right, NULL);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    assert(strcmp(text, "llllrrrr") == 0);
    return 0;
}
