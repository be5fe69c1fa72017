// expect: assertion
// why: Each turn overwrites one byte with what is there, and another one, in
// why: the same word, with something new: the turns differ.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int flag;
static union {
    unsigned word;
    unsigned char byte[4];
} seen;

static void *set(void *arg)
{
    atomic_store(&flag, 1);
    return arg;
}

int main(void)
{
    pthread_t setter;

    pthread_create(&setter, NULL, set, NULL);
    while (!atomic_load(&flag)) {
        seen.byte[0] = 0;
        seen.word = seen.word + 256;
        seen.byte[0] = 0;
    }
    assert(seen.byte[1] < 3);
    pthread_join(setter, NULL);
    return 0;
}
