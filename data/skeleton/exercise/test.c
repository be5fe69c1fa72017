#include "threadlings.h"

#include "@name@.h"

#include <pthread.h>

TEST(adds_up, "What one thread adds is in the sum")
{
    @name@_add(2);
    @name@_add(3);
    ck_assert_int_eq(@name@_value(), 5);
}

static void *add_many(void *arg)
{
    size_t n = *(const size_t *)arg;

    for (size_t i = 0; i < n; i++)
        @name@_add(1);
    return NULL;
}

STRESS(loses_nothing, "Two threads that add at the same time lose nothing")
{
    size_t n = tl_rounds(100000);
    pthread_t other;

    ck_assert_int_eq(pthread_create(&other, NULL, add_many, &n), 0);
    add_many(&n);
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    ck_assert_int_eq(@name@_value(), (long)(2 * n));
}
