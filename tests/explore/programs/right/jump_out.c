// expect: none
// why: longjmp leaves nested calls of its own thread only.
#include <assert.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>

static atomic_int failures;

static void check(jmp_buf *out, int number)
{
    if (number < 0)
        longjmp(*out, 1);
}

static void *parse(void *arg)
{
    const int *numbers = arg;
    volatile int good = 0; /* volatile: it changes after setjmp */
    jmp_buf out;

    if (setjmp(out) == 0) {
        for (int i = 0; i < 3; i++) {
            check(&out, numbers[i]);
            good++;
        }
    } else {
        atomic_fetch_add(&failures, 1);
    }
    assert(good == (numbers[2] < 0 ? 2 : 3));
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int fine[3] = {1, 2, 3}, bad[3] = {1, 2, -3};

    pthread_create(&a, NULL, parse, fine);
    pthread_create(&b, NULL, parse, bad);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(failures == 1);
    return 0;
}
