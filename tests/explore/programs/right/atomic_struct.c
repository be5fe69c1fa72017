// expect: none
// why: An atomic struct is read and exchanged as a whole.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct range {
    int32_t low, high;
};

struct shared {
    int32_t generation; /* plain: written before the threads start */
    _Atomic(struct range) range;
};

static struct shared shared;

static void *grow(void *arg)
{
    struct range old = atomic_load(&shared.range);
    struct range new;

    do {
        new.low = old.low - 1;
        new.high = old.high + 1;
    } while (!atomic_compare_exchange_strong(&shared.range, &old, new));
    return arg;
}

int main(void)
{
    pthread_t a, b;

    shared.generation = 1;
    atomic_init(&shared.range, (struct range){0});
    pthread_create(&a, NULL, grow, NULL);
    pthread_create(&b, NULL, grow, NULL);
    struct range seen = atomic_load(&shared.range);
    assert(seen.low == -seen.high && shared.generation == 1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    seen = atomic_load(&shared.range);
    assert(seen.low == -2 && seen.high == 2);
    return 0;
}
