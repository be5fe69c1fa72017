/* One or two writers and a reader, a call or two each. Every record that is
 * written has twice as many nanoseconds as seconds, so that a mixture of two
 * shows. The reader only tries: whether a try succeeds is part of what is
 * explored. */
#include "scenario.h"

#include "seqlock.h"

enum { UNTOUCHED = -1 }; /* what a try that fails has to leave alone */

static _Alignas(64) char memory[512];
static seqlock *s;

static void create(void)
{
    assert(sl_size() <= sizeof memory);
    s = sl_init(memory);
    assert(s != NULL);
}

static moment record(long n)
{
    return (moment){n, 2 * n};
}

static bool try_read(moment *m)
{
    *m = (moment){UNTOUCHED, UNTOUCHED};
    ex_no_blocking_begin("sl_try_read");
    bool success = sl_try_read(s, m);
    ex_no_blocking_end();
    return success;
}

static void check_copy(bool success, moment m)
{
    bool out_untouched = m.seconds == UNTOUCHED && m.nanoseconds == UNTOUCHED;
    bool one_record = m.nanoseconds == 2 * m.seconds;

    if (success)
        assert(one_record);
    else
        assert(out_untouched);
}

static void *write_1(void *arg)
{
    sl_write(s, record(1));
    return arg;
}

static void *write_1_2(void *arg)
{
    sl_write(s, record(1));
    sl_write(s, record(2));
    return arg;
}

SCENARIO(reads_one_record, "A read gives one record, not half of each of two")
{
    pthread_t writer;
    moment m;

    create();
    pthread_create(&writer, NULL, write_1, NULL);
    bool success = try_read(&m);
    check_copy(success, m);
    pthread_join(writer, NULL);
    success = try_read(&m);
    assert(success);
    assert(m.seconds == 1 && m.nanoseconds == 2);
}

SCENARIO(between_two_writes, "A read beside two writes gives one record")
{
    pthread_t writer;
    moment m;

    create();
    pthread_create(&writer, NULL, write_1_2, NULL);
    bool success = try_read(&m);
    check_copy(success, m);
    pthread_join(writer, NULL);
}

SCENARIO(never_back, "A second read is not older than the first one")
{
    pthread_t writer;
    moment first, second;

    create();
    pthread_create(&writer, NULL, write_1, NULL);
    if (try_read(&first) && try_read(&second)) {
        check_copy(true, first);
        check_copy(true, second);
        assert(second.seconds >= first.seconds);
    }
    pthread_join(writer, NULL);
}

static int prepared; /* written before the record is */

static void *prepare_and_write(void *arg)
{
    prepared = 7;
    sl_write(s, record(1));
    return arg;
}

SCENARIO(hands_over, "Who reads a record sees what its writer did before it")
{
    pthread_t writer;
    moment m;

    create();
    pthread_create(&writer, NULL, prepare_and_write, NULL);
    if (try_read(&m) && m.seconds == 1)
        assert(prepared == 7);
    pthread_join(writer, NULL);
}

SCENARIO(waits_for_the_writer,
         "sl_read gives one record, when a writer is done")
{
    pthread_t writer;

    create();
    pthread_create(&writer, NULL, write_1, NULL);
    moment m = sl_read(s);
    bool one_record = m.nanoseconds == 2 * m.seconds;
    assert(one_record);
    pthread_join(writer, NULL);
}

static void *write_2(void *arg)
{
    sl_write(s, record(2));
    return arg;
}

SCENARIO(two_writers, "Of two writers one comes after the other")
{
    pthread_t writer;
    moment m;

    create();
    pthread_create(&writer, NULL, write_2, NULL);
    sl_write(s, record(1));
    pthread_join(writer, NULL);
    bool success = try_read(&m);
    assert(success);
    check_copy(success, m);
    assert(m.seconds > 0);
}

SCENARIO(two_writers_read, "A read beside two writers gives one record")
{
    pthread_t first, second;
    moment m;

    create();
    pthread_create(&first, NULL, write_1, NULL);
    pthread_create(&second, NULL, write_2, NULL);
    bool success = try_read(&m);
    check_copy(success, m);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
}
