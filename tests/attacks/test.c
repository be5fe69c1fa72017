/* The tests that the hostile submissions are graded with: three instead of all
 * of the exercise's, since each submission is graded several times. */
#include "spsc_queue.h"
#include "threadlings.h"

#include <pthread.h>
#include <sched.h>

TEST(one_value, "What is pushed can be popped")
{
    spsc_queue *q = spsc_create(4);
    int value = 0;

    ck_assert_msg(q != NULL, "spsc_create(4) returned NULL");
    ck_assert_msg(spsc_push(q, 7), "spsc_push returned false, but there is "
                                   "room");
    ck_assert_msg(spsc_pop(q, &value), "spsc_pop returned false, but 7 is in "
                                       "the queue");
    ck_assert_int_eq(value, 7);
    spsc_destroy(q);
}

TEST(full, "Exactly `capacity` values fit")
{
    spsc_queue *q = spsc_create(2);

    ck_assert_msg(spsc_push(q, 1), "spsc_push returned false");
    ck_assert_msg(spsc_push(q, 2), "spsc_push returned false");
    ck_assert_msg(!spsc_push(q, 3), "spsc_push returned true, but it is full");
    spsc_destroy(q);
}

static void *produce(void *arg)
{
    for (int i = 0; i < 500;) {
        if (spsc_push(arg, i))
            i++;
        else
            sched_yield(); /* on a busy machine the time is the other's */
    }
    return NULL;
}

STRESS(two_threads, "What one thread pushes the other one pops")
{
    spsc_queue *q = spsc_create(4);
    pthread_t thread;
    int value = 0;

    ck_assert_int_eq(pthread_create(&thread, NULL, produce, q), 0);
    for (int i = 0; i < 500;) {
        if (!spsc_pop(q, &value)) {
            sched_yield();
            continue;
        }
        ck_assert_int_eq(value, i);
        i++;
    }
    pthread_join(thread, NULL);
    spsc_destroy(q);
}
