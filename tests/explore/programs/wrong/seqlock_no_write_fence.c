// expect: assertion
// why: Without the fence the data may be seen before the odd number.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_uint sequence;   /* odd while a write is going on */
static atomic_int left, right; /* always equal between two writes */

static void write_both(int value)
{
    unsigned s = atomic_load_explicit(&sequence, memory_order_relaxed);

    atomic_store_explicit(&sequence, s + 1, memory_order_relaxed);
    atomic_store_explicit(&left, value, memory_order_relaxed);
    atomic_store_explicit(&right, value, memory_order_relaxed);
    /* Release: whoever finds the even number reads this data or later. */
    atomic_store_explicit(&sequence, s + 2, memory_order_release);
}

static void read_both(int *l, int *r)
{
    unsigned before, after;

    do {
        /* Acquire: pairs with the writer's last store. */
        while (
            (before = atomic_load_explicit(&sequence, memory_order_acquire)) %
            2)
            ;
        *l = atomic_load_explicit(&left, memory_order_relaxed);
        *r = atomic_load_explicit(&right, memory_order_relaxed);
        /* Acquire: the second look is not older than the data. */
        atomic_thread_fence(memory_order_acquire);
        after = atomic_load_explicit(&sequence, memory_order_relaxed);
    } while (after != before);
}

static void *writer(void *arg)
{
    write_both(1);
    write_both(2);
    return arg;
}

int main(void)
{
    pthread_t id;
    int l, r;

    pthread_create(&id, NULL, writer, NULL);
    read_both(&l, &r);
    assert(l == r);
    pthread_join(id, NULL);
    return 0;
}
