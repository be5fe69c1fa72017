#include "seqlock.h"
#include "threadlings.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { UNTOUCHED = -77, SIZE_MOST = 4096 };

static seqlock *init(void *memory)
{
    seqlock *s = sl_init(memory);

    ck_assert_msg(s != NULL, "sl_init returned NULL");
    return s;
}

/* What was in the memory before must not matter. */
static seqlock *create(void)
{
    size_t size = sl_size();

    ck_assert_msg(size > 0 && size <= SIZE_MOST,
                  "sl_size() is %zu; a seqlock takes some ten bytes", size);
    void *memory = malloc(size);
    ck_assert_ptr_nonnull(memory);
    memset(memory, 0x5a, size);
    return init(memory);
}

static void expect(const seqlock *s, long seconds, long nanoseconds)
{
    moment m = {UNTOUCHED, UNTOUCHED};

    ck_assert_msg(sl_try_read(s, &m),
                  "sl_try_read returned false, but no writer is about");
    ck_assert_msg(m.seconds == seconds && m.nanoseconds == nanoseconds,
                  "sl_try_read gave {%ld, %ld}, expected {%ld, %ld}", m.seconds,
                  m.nanoseconds, seconds, nanoseconds);
    m = sl_read(s);
    ck_assert_msg(m.seconds == seconds && m.nanoseconds == nanoseconds,
                  "sl_read gave {%ld, %ld}, expected {%ld, %ld}", m.seconds,
                  m.nanoseconds, seconds, nanoseconds);
}

TEST(begins_with_zeros, "Before the first write the record is {0, 0}")
{
    seqlock *s = create();

    expect(s, 0, 0);
    free(s);
}

TEST(reads_what_was_written, "What was written is read, again and again")
{
    seqlock *s = create();

    sl_write(s, (moment){17, 500});
    expect(s, 17, 500);
    expect(s, 17, 500);
    sl_write(s, (moment){18, 0});
    expect(s, 18, 0);
    free(s);
}

TEST(any_numbers, "Any two numbers can be written, equal and negative ones too")
{
    static const moment records[] = {
        {0, 0}, {-1, -1}, {LONG_MIN, LONG_MAX}, {LONG_MAX, LONG_MIN},
        {5, 5}, {5, 5},
    };
    seqlock *s = create();

    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        sl_write(s, records[i]);
        expect(s, records[i].seconds, records[i].nanoseconds);
    }
    free(s);
}

TEST(many_writes, "It still works after 70000 writes")
{
    seqlock *s = create();

    for (long i = 1; i <= 70000; i++) {
        sl_write(s, (moment){i, -i});
        if (i % 1000 < 3)
            expect(s, i, -i);
    }
    expect(s, 70000, -70000);
    free(s);
}

TEST(independent, "Two seqlocks know nothing of each other")
{
    seqlock *a = create(), *b = create();

    sl_write(a, (moment){1, 2});
    expect(b, 0, 0);
    sl_write(b, (moment){3, 4});
    expect(a, 1, 2);
    expect(b, 3, 4);
    free(a);
    free(b);
}

/* In memory that cannot be written a reader that counts itself in, takes a
 * lock or "adds 0" ends here. */
TEST(readers_write_nothing, "Reading works where the memory is write-protected")
{
    void *page = mmap(NULL, SIZE_MOST, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    ck_assert_ptr_ne(page, MAP_FAILED);
    ck_assert_uint_le(sl_size(), SIZE_MOST);
    seqlock *s = init(page);
    sl_write(s, (moment){3, 4});
    ck_assert_int_eq(mprotect(page, SIZE_MOST, PROT_READ), 0);
    expect(s, 3, 4);
    expect(s, 3, 4);
    ck_assert_int_eq(mprotect(page, SIZE_MOST, PROT_READ | PROT_WRITE), 0);
    sl_write(s, (moment){5, 6});
    expect(s, 5, 6);
    munmap(page, SIZE_MOST);
}

/* ----------------------------------------------------------- several threads
 */

static seqlock *shared;
static long writes; /* of each writer */

static void *write_often(void *arg)
{
    for (long i = 1; i <= writes; i++)
        sl_write(shared, (moment){i, 2 * i});
    return arg;
}

static void *read_often(void *arg)
{
    moment *wrong = arg;

    for (long i = 0; i < writes; i++) {
        moment m = sl_read(shared);
        if (m.nanoseconds != 2 * m.seconds)
            *wrong = m;
        if (i % 64 == 0)
            sched_yield();
    }
    return NULL;
}

static void together(int writers)
{
    pthread_t w[2], r;
    moment wrong = {0, 0};

    shared = create();
    writes = (long)tl_rounds(4000);
    ck_assert_int_eq(pthread_create(&r, NULL, read_often, &wrong), 0);
    for (int i = 0; i < writers; i++)
        ck_assert_int_eq(pthread_create(&w[i], NULL, write_often, NULL), 0);
    for (int i = 0; i < writers; i++)
        pthread_join(w[i], NULL);
    pthread_join(r, NULL);
    ck_assert_msg(wrong.nanoseconds == 2 * wrong.seconds,
                  "sl_read gave {%ld, %ld}, but the second number is always "
                  "twice the first",
                  wrong.seconds, wrong.nanoseconds);
    expect(shared, writes, 2 * writes);
    free(shared);
}

STRESS(beside_a_writer, "Reads beside a writer give one record each")
{
    together(1);
}

STRESS(beside_two_writers, "Reads beside two writers give one record each")
{
    together(2);
}
