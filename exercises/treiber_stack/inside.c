#include "inside.h"

#include "treiber_stack.h"

#include <pthread.h>
#include <stdatomic.h>

enum { COUNT_MAX = 12, STEPS = 80, THREADS_MAX = 8 };

static treiber_stack *s;
static long rounds;
static atomic_int owners[COUNT_MAX];
static atomic_long shared;

INSIDE(one_thread)
{
    unsigned count = (unsigned)tl_take(), next = 0, number, n = 0;
    bool there[COUNT_MAX] = {false};

    s = treiber_create(count);
    ck_assert_ptr_nonnull(s);
    for (int i = 0; i < STEPS; i++) {
        if (tl_take() == 0 || n == count) {
            bool got = treiber_pop(s, &number);
            tl_answer(got ? (long)number : -1);
            if (got && number < count) {
                there[number] = false;
                n--;
            }
            continue;
        }
        while (there[next])
            next = (next + 1) % count;
        treiber_push(s, next);
        there[next] = true;
        n++;
        next = (next + 1) % count;
    }
    treiber_destroy(s);
}

static void *go_round(void *arg)
{
    unsigned number;

    for (long i = 0; i < rounds; i++) {
        if (!treiber_pop(s, &number) || number >= COUNT_MAX)
            continue;
        shared += atomic_fetch_add(&owners[number], 1) != 0;
        atomic_fetch_sub(&owners[number], 1);
        treiber_push(s, number);
    }
    return arg;
}

INSIDE(goes_round)
{
    long threads = tl_take(), left = 0, twice = 0;
    unsigned count = (unsigned)tl_take(), number;
    pthread_t thread[THREADS_MAX];
    bool seen[COUNT_MAX] = {false};

    rounds = tl_take();
    s = treiber_create(count);
    ck_assert_ptr_nonnull(s);
    for (unsigned i = 0; i < count; i++)
        treiber_push(s, i);
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, go_round, NULL), 0);
    for (long i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    tl_answer(shared);
    while (left <= COUNT_MAX && treiber_pop(s, &number)) {
        left++;
        twice += number >= count || seen[number];
        seen[number % COUNT_MAX] = true;
    }
    tl_answer(left);
    tl_answer(twice);
    treiber_destroy(s);
}
