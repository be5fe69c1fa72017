#include "inside.h"

#include "seqlock.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS_MAX = 4, READS = 200 };

static seqlock *s;
static long writes, first, factor;
static struct reader {
    long torn, older;
} readers[THREADS_MAX];

static void *read_it(void *arg)
{
    struct reader *r = arg;
    long last = 0;

    for (int i = 0; i < READS; i++) {
        moment m = sl_read(s);
        r->torn += m.nanoseconds != m.seconds * factor;
        r->older += m.seconds < last;
        last = m.seconds;
    }
    return NULL;
}

INSIDE(is_whole)
{
    long n = tl_take();
    pthread_t thread[THREADS_MAX];
    void *memory = malloc(sl_size());
    moment m = {-1, -1};

    ck_assert_ptr_nonnull(memory);
    s = sl_init(memory);
    writes = tl_take();
    first = tl_take();
    factor = tl_take();
    (void)sl_try_read(s, &m);
    tl_answer(m.seconds);
    tl_answer(m.nanoseconds);
    for (long i = 0; i < n; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, read_it, &readers[i]),
                         0);
    for (long i = 0; i < writes; i++)
        sl_write(s, (moment){first + i, (first + i) * factor});
    for (long i = 0; i < n; i++) {
        pthread_join(thread[i], NULL);
        tl_answer(readers[i].torn);
        tl_answer(readers[i].older);
    }
    tl_answer(sl_try_read(s, &m));
    tl_answer(m.seconds);
    tl_answer(m.nanoseconds);
    free(memory);
}
