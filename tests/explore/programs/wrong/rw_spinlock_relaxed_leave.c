// expect: data-race
// why: A reader that leaves relaxed is not ordered before the next writer.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int state; /* -1: a writer, otherwise the number of readers */
static int left, right;

static void read_lock(void)
{
    int readers;

    do {
        /* Relaxed: a look only; the exchange repeats the question. */
        while ((readers = atomic_load_explicit(&state, memory_order_relaxed)) <
               0)
            ;
        /* Acquire: pairs with the release in write_unlock(). */
    } while (!atomic_compare_exchange_strong_explicit(
        &state, &readers, readers + 1, memory_order_acquire,
        memory_order_relaxed));
}

static void read_unlock(void)
{
    atomic_fetch_sub_explicit(&state, 1, memory_order_relaxed);
}

static void write_lock(void)
{
    int nobody;

    do {
        while (atomic_load_explicit(&state, memory_order_relaxed) != 0)
            ;
        nobody = 0;
        /* Acquire: pairs with the release of every reader and writer. */
    } while (!atomic_compare_exchange_strong_explicit(
        &state, &nobody, -1, memory_order_acquire, memory_order_relaxed));
}

static void write_unlock(void)
{
    /* Release: hands what was written to the next reader or writer. */
    atomic_store_explicit(&state, 0, memory_order_release);
}

static void *reader(void *arg)
{
    read_lock();
    assert(left == right);
    read_unlock();
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, reader, NULL);
    pthread_create(&b, NULL, reader, NULL);
    write_lock();
    left++;
    right++;
    write_unlock();
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
