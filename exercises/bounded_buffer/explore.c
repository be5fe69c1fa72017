/* One or two threads that put, one or two that get, a few calls each.
 *
 * Where one scenario fails the later ones are not shown: the simple ones stand
 * first. */
#include "scenario.h"

#include "bounded_buffer.h"

static bounded_buffer *buffer;

static void create(size_t capacity)
{
    buffer = bb_create(capacity);
    assert(buffer != NULL);
}

static void put(int value)
{
    bool stored = bb_put(buffer, value);

    assert(stored);
}

static int get(void)
{
    int value = 0;
    bool taken = bb_get(buffer, &value);

    assert(taken);
    return value;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

/* --------------------------------------------------------------- one thread */

SCENARIO(alone, "One thread puts and gets, and never has to sleep")
{
    create(2);
    put(1);
    put(2);
    int a = get(), b = get();
    assert(a == 1 && b == 2);
    put(3);
    int c = get();
    assert(c == 3);
    bb_destroy(buffer);
}

SCENARIO(alone_and_closed, "In a closed buffer no call sleeps")
{
    int value = 0;

    create(1);
    put(1);
    bb_close(buffer);
    bool stored_in_full = bb_put(buffer, 2);
    assert(!stored_in_full);
    int left = get();
    assert(left == 1);
    bool taken_from_nothing = bb_get(buffer, &value);
    assert(!taken_from_nothing);
    bool stored_in_closed = bb_put(buffer, 3);
    assert(!stored_in_closed);
    taken_from_nothing = bb_get(buffer, &value);
    assert(!taken_from_nothing);
    bb_destroy(buffer);
}

/* -------------------------------------------------------------- two threads */

static void *put_seven(void *arg)
{
    put(7);
    return arg;
}

SCENARIO(waits_for_a_value, "A value wakes a thread that sleeps in bb_get")
{
    create(2);
    pthread_t other = start(put_seven);
    int value = get();
    assert(value == 7);
    pthread_join(other, NULL);
    bb_destroy(buffer);
}

SCENARIO(waits_for_room, "A free place wakes a thread that sleeps in bb_put")
{
    create(1);
    put(1);
    pthread_t other = start(put_seven);
    int first = get();
    assert(first == 1);
    pthread_join(other, NULL);
    int second = get();
    assert(second == 7);
    bb_destroy(buffer);
}

static int written_before; /* by the thread that puts; nothing guards it */

static void *put_two(void *arg)
{
    written_before = 7;
    put(1);
    put(2);
    return arg;
}

SCENARIO(hands_over, "What one thread puts, another one gets, in that order")
{
    create(1);
    pthread_t other = start(put_two);
    int first = get();
    assert(first == 1);
    assert(written_before == 7);
    int second = get();
    assert(second == 2);
    pthread_join(other, NULL);
    bb_destroy(buffer);
}

static bool was_stored, was_taken;
static int value_taken;

static void *try_to_get(void *arg)
{
    was_taken = bb_get(buffer, &value_taken);
    return arg;
}

SCENARIO(close_wakes_get, "bb_close wakes a thread that sleeps in bb_get")
{
    create(1);
    pthread_t other = start(try_to_get);
    bb_close(buffer);
    pthread_join(other, NULL);
    assert(!was_taken);
    bb_destroy(buffer);
}

static void *try_to_put(void *arg)
{
    was_stored = bb_put(buffer, 2);
    return arg;
}

SCENARIO(close_wakes_put, "bb_close wakes a thread that sleeps in bb_put")
{
    create(1);
    put(1);
    pthread_t other = start(try_to_put);
    bb_close(buffer);
    pthread_join(other, NULL);
    assert(!was_stored);
    int left = get();
    assert(left == 1);
    bb_destroy(buffer);
}

SCENARIO(put_meets_close,
         "A value that is put while the buffer is closed is in, or refused")
{
    int left = 0;

    create(1);
    pthread_t other = start(try_to_put);
    bb_close(buffer);
    pthread_join(other, NULL);
    bool value_was_in = bb_get(buffer, &left);
    assert(value_was_in == was_stored);
    bb_destroy(buffer);
}

static void *put_one_and_close(void *arg)
{
    put(1);
    bb_close(buffer);
    return arg;
}

SCENARIO(what_is_in_comes_out,
         "After bb_close every value that is in can still be taken")
{
    int value = 0;

    create(2);
    pthread_t other = start(put_one_and_close);
    int first = get();
    assert(first == 1);
    bool taken_from_nothing = bb_get(buffer, &value);
    assert(!taken_from_nothing);
    pthread_join(other, NULL);
    bb_destroy(buffer);
}

SCENARIO(closed_by_two, "Two threads may close the buffer")
{
    create(1);
    pthread_t other = start(put_one_and_close);
    int first = get();
    assert(first == 1);
    bb_close(buffer);
    pthread_join(other, NULL);
    bb_destroy(buffer);
}

/* ------------------------------------------------------------ three threads */

static void *get_one(void *arg)
{
    *(int *)arg = get();
    return NULL;
}

SCENARIO(two_sleep_two_come, "Two values wake two threads that sleep in bb_get")
{
    static int a, b;
    pthread_t first, second;

    create(2);
    pthread_create(&first, NULL, get_one, &a);
    pthread_create(&second, NULL, get_one, &b);
    put(1);
    put(2);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    assert(a + b == 3 && a * b == 2);
    bb_destroy(buffer);
}

static void *put_one(void *arg)
{
    put(*(const int *)arg);
    return NULL;
}

SCENARIO(two_sleep_two_go, "Two places wake two threads that sleep in bb_put")
{
    static int three = 3, four = 4;
    pthread_t first, second;

    create(2);
    put(1);
    put(2);
    pthread_create(&first, NULL, put_one, &three);
    pthread_create(&second, NULL, put_one, &four);
    int a = get(), b = get();
    assert(a == 1 && b == 2);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    int c = get(), d = get();
    assert((c == 3 && d == 4) || (c == 4 && d == 3));
    bb_destroy(buffer);
}

SCENARIO(one_puts_two_get,
         "One thread puts two values, two threads get one each; room for one")
{
    static int a, b;
    pthread_t first, second;

    create(1);
    pthread_create(&first, NULL, get_one, &a);
    pthread_create(&second, NULL, get_one, &b);
    put(1);
    put(2);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    assert(a + b == 3 && a * b == 2);
    bb_destroy(buffer);
}

SCENARIO(two_put_one_gets,
         "Two threads put a value each, one thread gets both; room for one")
{
    static int one = 1, two = 2;
    pthread_t first, second;

    create(1);
    pthread_create(&first, NULL, put_one, &one);
    pthread_create(&second, NULL, put_one, &two);
    int a = get(), b = get();
    assert(a + b == 3 && a * b == 2);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    bb_destroy(buffer);
}

static void *get_nothing(void *arg)
{
    int value = 0;
    bool taken_from_nothing = bb_get(buffer, &value);

    assert(!taken_from_nothing);
    return arg;
}

SCENARIO(close_wakes_both_getters,
         "bb_close wakes every thread that sleeps in bb_get")
{
    create(1);
    pthread_t first = start(get_nothing), second = start(get_nothing);
    bb_close(buffer);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    bb_destroy(buffer);
}

static void *put_too_late(void *arg)
{
    bool stored_in_full = bb_put(buffer, 2);

    assert(!stored_in_full);
    return arg;
}

SCENARIO(close_wakes_both_putters,
         "bb_close wakes every thread that sleeps in bb_put")
{
    create(1);
    put(1);
    pthread_t first = start(put_too_late), second = start(put_too_late);
    bb_close(buffer);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    bb_destroy(buffer);
}

/* --------------------------------------------------- all results together */

static void *record_two_calls(void *arg)
{
    int value;

    (void)arg;
    ex_record(EX_PUSH, 3, bb_put(buffer, 3));
    ex_record(EX_POP, 0, bb_get(buffer, &value) ? value : EX_EMPTY);
    return NULL;
}

SCENARIO(is_a_queue,
         "All calls together give what an ordinary queue would give")
{
    int value;

    create(2);
    ex_history_begin(EX_QUEUE, 2);
    pthread_t other = start(record_two_calls);
    ex_record(EX_PUSH, 1, bb_put(buffer, 1));
    ex_record(EX_POP, 0, bb_get(buffer, &value) ? value : EX_EMPTY);
    pthread_join(other, NULL);
    ex_history_check();
    bb_destroy(buffer);
}
