// expect: data-race
// why: Neighbouring bit-fields are one object: writing one rewrites both.
#include <assert.h>
#include <pthread.h>

struct flags {
    unsigned left : 4;
    unsigned right : 4;
};

static struct flags flags;

static void *set_left(void *arg)
{
    flags.left = 1;
    return arg;
}

static void *set_right(void *arg)
{
    flags.right = 2;
    return arg;
}

int main(void)
{
    pthread_t l, r;

    pthread_create(&l, NULL, set_left, NULL);
    pthread_create(&r, NULL, set_right, NULL);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    assert(flags.left == 1 && flags.right == 2);
    return 0;
}
