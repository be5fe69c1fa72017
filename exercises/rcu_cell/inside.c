#include "inside.h"

#include "rcu_cell.h"

#include <pthread.h>

enum { READS = 150 };

static rcu_cell *c;
static long writes, first, factor;
static struct reader {
    long torn, older;
} readers[RCU_READERS];

static void *read_it(void *arg)
{
    struct reader *r = arg;
    unsigned me = (unsigned)(r - readers);
    long last = 0;

    for (int i = 0; i < READS; i++) {
        const settings *now = rcu_read_begin(c, me);
        long width = now->width, height = now->height;
        rcu_read_end(c, me);
        r->torn += height != width * factor;
        r->older += width < last;
        last = width;
    }
    return NULL;
}

static settings settings_of(long i)
{
    return (settings){(int)(first + i), (int)((first + i) * factor)};
}

INSIDE(replaces)
{
    long n = tl_take(), done = 0;
    pthread_t thread[RCU_READERS];

    writes = tl_take();
    first = tl_take();
    factor = tl_take();
    settings next = settings_of(0);
    c = rcu_create(&next);
    ck_assert_ptr_nonnull(c);
    for (long i = 0; i < n; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, read_it, &readers[i]),
                         0);
    for (long i = 1; i <= writes; i++) {
        next = settings_of(i);
        done += rcu_replace(c, &next);
    }
    for (long i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    tl_answer(done);
    for (long i = 0; i < n; i++) {
        tl_answer(readers[i].torn);
        tl_answer(readers[i].older);
    }
    const settings *last = rcu_read_begin(c, 0);
    tl_answer(last->width);
    tl_answer(last->height);
    rcu_read_end(c, 0);
    rcu_destroy(c);
}
