#include "inside.h"

#include "thread_by_clone.h"

#include <errno.h>

enum { THREADS_MAX = 8, STACK = 64 << 10 };

static long a, b, cells[THREADS_MAX];

static void *compute(void *arg)
{
    long *cell = arg;

    *cell = a * (cell - cells) + b;
    return cell;
}

INSIDE(computes)
{
    static struct clone_thread threads[THREADS_MAX];
    long n = tl_take();

    a = tl_take();
    b = tl_take();
    for (long i = 0; i < n; i++) {
        int error = ct_create(&threads[i], STACK, compute, &cells[i]);
        ck_assert_int_eq(error, 0);
        tl_answer(error);
    }
    for (long i = 0; i < n; i++) {
        void *result = NULL;
        tl_answer(ct_join(&threads[i], &result));
        tl_answer(result == &cells[i]);
        tl_answer(cells[i]);
    }
    tl_answer(ct_create(&threads[0], 0, compute, &cells[0]) == EINVAL);
}
