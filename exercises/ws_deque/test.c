/* The TESTs use the deque from one thread, or from two that take turns by
 * joining: what they find, they find every time. Nothing keeps one thread from
 * being owner and thief at once, for the deque does not know who calls.
 *
 * The one STRESS test lets an owner and two thieves compete. That it passes
 * says little: the mistakes that matter here come up once in a million times,
 * or never on this machine. They are the explorer's. */
#include "threadlings.h"

#include "ws_deque.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { MOST = 200 };

static int tasks[MOST]; /* task i is &tasks[i] */

static ws_deque *create(size_t capacity)
{
    ws_deque *d = ws_create(capacity);

    ck_assert_msg(d != NULL, "ws_create(%zu) returned NULL", capacity);
    return d;
}

static void push(ws_deque *d, int task)
{
    ck_assert_msg(ws_push(d, &tasks[task]),
                  "ws_push returned false, but there is room");
}

static void refuse(ws_deque *d, size_t capacity)
{
    ck_assert_msg(!ws_push(d, &tasks[MOST - 1]),
                  "ws_push returned true, but the deque already holds %zu of "
                  "%zu tasks",
                  capacity, capacity);
}

/* What was got is task `expected`, or nothing (-1). */
static void expect(const char *call, const void *got, int expected)
{
    const int *task = got;

    if (expected < 0) {
        ck_assert_msg(task == NULL,
                      "%s returned a task, but the deque is empty", call);
        return;
    }
    ck_assert_msg(task != NULL, "%s returned NULL, but task %d is there", call,
                  expected);
    ck_assert_msg(task >= tasks && task < tasks + MOST,
                  "%s returned what was never pushed", call);
    ck_assert_msg(task == &tasks[expected], "%s gave task %d, not task %d",
                  call, (int)(task - tasks), expected);
}

static void pop(ws_deque *d, int expected)
{
    expect("ws_pop", ws_pop(d), expected);
}

static void steal(ws_deque *d, int expected)
{
    expect("ws_steal", ws_steal(d), expected);
}

static void no_more(ws_deque *d)
{
    pop(d, -1);
    steal(d, -1);
}

TEST(refuses_zero, "Room for 0 tasks: NULL, and errno is EINVAL")
{
    errno = 0;
    ws_deque *d = ws_create(0);
    ck_assert_msg(d == NULL, "ws_create(0) returned a deque, not NULL");
    ck_assert_msg(
        errno == EINVAL,
        "ws_create(0) returned NULL, but errno is %d (%s), not EINVAL", errno,
        strerror(errno));
}

TEST(destroys_nothing, "ws_destroy(NULL) is fine")
{
    ws_destroy(NULL);
}

TEST(survives_lack_of_memory,
     "When memory is out, ws_create returns NULL with ENOMEM")
{
    for (size_t n = 1; n < 20; n++) {
        size_t held = tl_allocations_held();
        tl_fail_allocation(n);
        errno = 0;
        ws_deque *d = ws_create(4);
        int why = errno;
        if (tl_fail_allocation(0) < n) { /* it needed fewer */
            ck_assert_msg(d != NULL, "ws_create(4) returned NULL");
            ws_destroy(d);
            return;
        }
        ck_assert_msg(d == NULL, "ws_create returned a deque without memory");
        ck_assert_msg(why == ENOMEM,
                      "ws_create returned NULL, but errno is %d (%s), not "
                      "ENOMEM",
                      why, strerror(why));
        ck_assert_msg(tl_allocations_held() == held,
                      "ws_create failed and kept memory");
    }
}

TEST(newest_first, "The owner takes the newest task")
{
    ws_deque *d = create(8);

    for (int i = 0; i < 3; i++)
        push(d, i);
    pop(d, 2);
    push(d, 3);
    pop(d, 3);
    pop(d, 1);
    pop(d, 0);
    ws_destroy(d);
}

TEST(oldest_first, "A thief takes the oldest task")
{
    ws_deque *d = create(8);

    for (int i = 0; i < 3; i++)
        push(d, i);
    steal(d, 0);
    push(d, 3);
    steal(d, 1);
    steal(d, 2);
    steal(d, 3);
    ws_destroy(d);
}

TEST(both_ends, "Owner and thief take from different ends")
{
    ws_deque *d = create(8);

    for (int i = 0; i < 5; i++)
        push(d, i);
    steal(d, 0);
    pop(d, 4);
    steal(d, 1);
    pop(d, 3);
    steal(d, 2);
    no_more(d);
    ws_destroy(d);
}

TEST(empty, "From an empty deque comes NULL, as often as one asks")
{
    ws_deque *d = create(2);

    for (int i = 0; i < 4; i++) {
        no_more(d);
        steal(d, -1);
        pop(d, -1);
    }
    ws_destroy(d);
}

TEST(empty_then_more, "After a pop from an empty deque everything goes on")
{
    ws_deque *d = create(2);

    for (int i = 0; i < 6; i += 2) {
        pop(d, -1);
        pop(d, -1);
        push(d, i);
        push(d, i + 1);
        refuse(d, 2);
        steal(d, i);
        steal(d, i + 1);
        steal(d, -1);
    }
    ws_destroy(d);
}

/* The last task leaves by the owner's end, then by the thief's. */
TEST(the_last_one, "The last task is taken once, and then the next can come")
{
    ws_deque *d = create(3);

    for (int i = 0; i < 12; i++) {
        push(d, i);
        if (i % 2 == 0)
            pop(d, i);
        else
            steal(d, i);
        no_more(d);
    }
    push(d, 20);
    push(d, 21);
    steal(d, 20);
    pop(d, 21);
    no_more(d);
    ws_destroy(d);
}

TEST(full, "Exactly `capacity` tasks fit, whichever end they leave by")
{
    static const size_t capacities[] = {1, 2, 3, 4, 7, 8, 100};

    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        int n = (int)capacities[i];
        ws_deque *d = create(capacities[i]);
        for (int k = 0; k < n; k++)
            push(d, k);
        refuse(d, capacities[i]);
        refuse(d, capacities[i]);
        pop(d, n - 1); /* what was refused is not in it */
        push(d, n);
        refuse(d, capacities[i]);
        steal(d, n == 1 ? 1 : 0);
        push(d, n + 1);
        refuse(d, capacities[i]);
        pop(d, n + 1);
        ws_destroy(d);
    }
}

TEST(round_and_round, "The slots are used again and again")
{
    ws_deque *d = create(3);

    /* Stealing moves through the slots, popping does not. */
    push(d, 0);
    for (int i = 1; i < 150; i++) {
        push(d, i);
        push(d, MOST - 2);
        refuse(d, 3);
        pop(d, MOST - 2);
        steal(d, i - 1);
    }
    pop(d, 149);
    no_more(d);
    ws_destroy(d);
}

TEST(two_deques, "Two deques have nothing to do with each other")
{
    ws_deque *one = create(2), *two = create(3);

    push(one, 1);
    push(two, 2);
    push(two, 3);
    steal(one, 1);
    pop(one, -1);
    ws_destroy(one);
    steal(two, 2);
    pop(two, 3);
    ws_destroy(two);
}

static ws_deque *shared;

static void *steal_one(void *arg)
{
    *(void **)arg = ws_steal(shared);
    return NULL;
}

/* The thief is another thread here, and joined before the owner goes on. */
TEST(another_thread, "A thief may be any thread")
{
    pthread_t thief;
    void *got = NULL;

    shared = create(4);
    push(shared, 0);
    push(shared, 1);
    ck_assert_int_eq(pthread_create(&thief, NULL, steal_one, &got), 0);
    ck_assert_int_eq(pthread_join(thief, NULL), 0);
    expect("ws_steal", got, 0);
    pop(shared, 1);
    no_more(shared);
    ws_destroy(shared);
}

/* Each counts how often it was taken. */
enum { ROUNDS = 20000 };
static atomic_int taken[ROUNDS];
static atomic_bool over;

static bool took(void *task)
{
    if (task != NULL)
        atomic_fetch_add_explicit((atomic_int *)task, 1, memory_order_relaxed);
    return task != NULL;
}

static void *steal_many(void *arg)
{
    while (!atomic_load_explicit(&over, memory_order_relaxed))
        took(ws_steal(shared));
    return arg;
}

STRESS(competing, "With an owner and two thieves each task is taken once")
{
    size_t n = tl_rounds(ROUNDS);
    pthread_t thieves[2];

    n = n < ROUNDS ? n : ROUNDS;
    shared = create(4);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&thieves[i], NULL, steal_many, NULL),
                         0);
    for (size_t i = 0; i < n; i++) {
        /* Full: the owner makes room itself. Where there is nothing to pop,
         * there is room. */
        bool accepted = ws_push(shared, &taken[i]);
        if (!accepted || i % 3 != 0)
            took(ws_pop(shared));
        if (!accepted)
            accepted = ws_push(shared, &taken[i]);
        ck_assert_msg(accepted, "ws_push returned false right after a pop");
    }
    atomic_store_explicit(&over, true, memory_order_relaxed);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(thieves[i], NULL), 0);
    for (size_t i = 0; i < n && took(ws_pop(shared)); i++)
        ;
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(taken[i] == 1, "task %zu was pushed, and taken %d times",
                      i, atomic_load(&taken[i]));
    ws_destroy(shared);
}
