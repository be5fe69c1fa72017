/* Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct lock passes however long a pause is. */
#include "threadlings.h"

#include "rw_lock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* Processor time in 100 ms that still counts as asleep. */
enum { ASLEEP_MS = 5 };

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static double ms_since(clock_t before) /* of processor time */
{
    return (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
}

static rw_lock *create(void)
{
    rw_lock *l = rw_create();

    ck_assert_msg(l != NULL, "rw_create returned NULL");
    return l;
}

/* A thread of the test, what it does with the lock, and what came of it. */
struct caller {
    rw_lock *l;
    pthread_barrier_t *meet; /* inside; or NULL */
    atomic_bool *held;       /* set while the test holds the lock */
    bool result;
    bool too_early;   /* was inside while the test held the lock */
    atomic_bool done; /* is or was inside */
    pthread_t thread;
};

static void be_inside(struct caller *c)
{
    c->too_early = c->held != NULL && atomic_load(c->held);
    atomic_store(&c->done, true);
    if (c->meet != NULL)
        pthread_barrier_wait(c->meet);
}

static void *call_read(void *arg)
{
    struct caller *c = arg;

    rw_read_lock(c->l);
    be_inside(c);
    rw_read_unlock(c->l);
    return NULL;
}

static void *call_write(void *arg)
{
    struct caller *c = arg;

    rw_write_lock(c->l);
    be_inside(c);
    rw_write_unlock(c->l);
    return NULL;
}

static void *call_try_read(void *arg)
{
    struct caller *c = arg;

    c->result = rw_try_read_lock(c->l);
    if (c->result)
        rw_read_unlock(c->l);
    return NULL;
}

static void *call_try_write(void *arg)
{
    struct caller *c = arg;

    c->result = rw_try_write_lock(c->l);
    if (c->result)
        rw_write_unlock(c->l);
    return NULL;
}

static void run(struct caller *c, void *(*body)(void *))
{
    ck_assert_int_eq(pthread_create(&c->thread, NULL, body, c), 0);
}

static void join(struct caller *c)
{
    ck_assert_int_eq(pthread_join(c->thread, NULL), 0);
}

/* What another thread's attempt says at this moment. */
static bool other_gets(rw_lock *l, void *(*try)(void *))
{
    struct caller c = {.l = l};

    run(&c, try);
    join(&c);
    return c.result;
}

static void expect_free(rw_lock *l, const char *when)
{
    ck_assert_msg(other_gets(l, call_try_write),
                  "%s nobody holds the lock, but rw_try_write_lock is false",
                  when);
    ck_assert_msg(other_gets(l, call_try_read),
                  "%s nobody holds the lock, but rw_try_read_lock is false",
                  when);
}

static void expect_writer(rw_lock *l)
{
    ck_assert_msg(!other_gets(l, call_try_read),
                  "a writer is in, but rw_try_read_lock is true");
    ck_assert_msg(!other_gets(l, call_try_write),
                  "a writer is in, but rw_try_write_lock is true");
}

static void expect_readers(rw_lock *l)
{
    ck_assert_msg(!other_gets(l, call_try_write),
                  "a reader is in, but rw_try_write_lock is true");
    ck_assert_msg(other_gets(l, call_try_read),
                  "only a reader is in, but rw_try_read_lock is false");
}

TEST(destroys_nothing, "rw_destroy(NULL) is fine")
{
    rw_destroy(NULL);
}

TEST(one_after_the_other, "One thread reads and writes, again and again")
{
    rw_lock *l = create();

    for (int i = 0; i < 3; i++) {
        rw_read_lock(l);
        rw_read_unlock(l);
        rw_write_lock(l);
        rw_write_unlock(l);
        rw_write_lock(l);
        rw_write_unlock(l);
        rw_read_lock(l);
        rw_read_unlock(l);
    }
    rw_destroy(l);
}

TEST(keeps_writers_out, "While a reader is in, readers get in, no writer does")
{
    rw_lock *l = create();

    rw_read_lock(l);
    expect_readers(l);
    rw_read_unlock(l);
    expect_free(l, "the reader has left:");
    rw_destroy(l);
}

TEST(keeps_all_out, "While a writer is in, nobody else gets in")
{
    rw_lock *l = create();

    rw_write_lock(l);
    expect_writer(l);
    rw_write_unlock(l);
    expect_free(l, "the writer has left:");
    rw_destroy(l);
}

TEST(tries_and_has_it, "Who was told true by an attempt holds the lock")
{
    rw_lock *l = create();

    ck_assert_msg(rw_try_write_lock(l),
                  "nobody holds the lock, but rw_try_write_lock is false");
    expect_writer(l);
    rw_write_unlock(l);
    ck_assert_msg(rw_try_read_lock(l),
                  "nobody holds the lock, but rw_try_read_lock is false");
    expect_readers(l);
    rw_read_unlock(l);
    expect_free(l, "both have left:");
    rw_destroy(l);
}

TEST(failed_tries_leave_nothing, "An attempt that fails changes nothing")
{
    rw_lock *l = create();

    rw_write_lock(l);
    for (int i = 0; i < 2; i++)
        expect_writer(l);
    rw_write_unlock(l);
    rw_read_lock(l);
    for (int i = 0; i < 2; i++)
        expect_readers(l);
    rw_read_unlock(l);
    expect_free(l, "all have left:");
    rw_destroy(l);
}

TEST(readers_meet, "Three readers are inside at the same time")
{
    rw_lock *l = create();
    pthread_barrier_t meet;
    struct caller readers[3];

    pthread_barrier_init(&meet, NULL, 3);
    for (int i = 0; i < 3; i++) {
        readers[i] = (struct caller){.l = l, .meet = &meet};
        run(&readers[i], call_read);
    }
    for (int i = 0; i < 3; i++)
        join(&readers[i]);
    pthread_barrier_destroy(&meet);
    expect_free(l, "all three have left:");
    rw_destroy(l);
}

/* Three readers sleep while the test holds the lock. Then they meet inside: no
 * single one of them could go on and wake the next. */
TEST(readers_come_in_together,
     "When a writer leaves, all readers that wait come in")
{
    rw_lock *l = create();
    pthread_barrier_t meet;
    struct caller readers[3];

    pthread_barrier_init(&meet, NULL, 3);
    rw_write_lock(l);
    for (int i = 0; i < 3; i++) {
        readers[i] = (struct caller){.l = l, .meet = &meet};
        run(&readers[i], call_read);
    }
    pause_ms(50);
    rw_write_unlock(l);
    for (int i = 0; i < 3; i++)
        join(&readers[i]);
    pthread_barrier_destroy(&meet);
    rw_destroy(l);
}

TEST(last_reader_lets_writers_in,
     "Two writers sleep until the last of two readers has left")
{
    rw_lock *l = create();
    atomic_bool held = true;
    pthread_barrier_t meet;
    struct caller reader = {.l = l, .meet = &meet};
    struct caller writers[2] = {{.l = l, .held = &held},
                                {.l = l, .held = &held}};

    pthread_barrier_init(&meet, NULL, 2);
    rw_read_lock(l);
    run(&reader, call_read);
    while (!atomic_load(&reader.done))
        pause_ms(1);
    for (int i = 0; i < 2; i++)
        run(&writers[i], call_write);
    pause_ms(30);
    pthread_barrier_wait(&meet); /* the other reader may leave */
    join(&reader);
    pause_ms(30);
    atomic_store(&held, false);
    rw_read_unlock(l);
    for (int i = 0; i < 2; i++) {
        join(&writers[i]);
        ck_assert_msg(!writers[i].too_early,
                      "a writer came in while a reader was still inside");
    }
    pthread_barrier_destroy(&meet);
    expect_free(l, "all have left:");
    rw_destroy(l);
}

TEST(writers_come_in, "When a writer leaves, the writers that wait come in")
{
    rw_lock *l = create();
    struct caller writers[3];

    rw_write_lock(l);
    for (int i = 0; i < 3; i++) {
        writers[i] = (struct caller){.l = l};
        run(&writers[i], call_write);
    }
    pause_ms(50);
    rw_write_unlock(l);
    for (int i = 0; i < 3; i++)
        join(&writers[i]);
    expect_free(l, "all have left:");
    rw_destroy(l);
}

TEST(all_come_in, "When a writer leaves, readers and writers that wait come in")
{
    rw_lock *l = create();
    struct caller others[4];

    rw_write_lock(l);
    for (int i = 0; i < 4; i++) {
        others[i] = (struct caller){.l = l};
        run(&others[i], i % 2 == 0 ? call_read : call_write);
        pause_ms(10);
    }
    pause_ms(20);
    rw_write_unlock(l);
    for (int i = 0; i < 4; i++)
        join(&others[i]);
    expect_free(l, "all have left:");
    rw_destroy(l);
}

TEST(waits_asleep, "Who waits for the lock sleeps and uses no processor time")
{
    rw_lock *l = create();
    struct caller reader = {.l = l}, writer = {.l = l};

    rw_write_lock(l);
    run(&reader, call_read);
    run(&writer, call_write);
    double used = ASLEEP_MS;
    /* Twice, because in the first 100 ms some may still be starting. */
    for (int i = 0; i < 2 && used >= ASLEEP_MS; i++) {
        clock_t before = clock();
        pause_ms(100);
        used = ms_since(before);
    }
    rw_write_unlock(l);
    join(&reader);
    join(&writer);
    ck_assert_msg(used < ASLEEP_MS,
                  "two that waited used %.0f ms of processor time in 100 ms",
                  used);
    rw_destroy(l);
}

TEST(readers_expect_spurious_wakeups,
     "Who sleeps in rw_read_lock may wake up without a reason")
{
    rw_lock *l = create();
    atomic_bool held = true;
    struct caller reader = {.l = l, .held = &held};

    rw_write_lock(l);
    tl_spurious_wakeups(true);
    run(&reader, call_read);
    pause_ms(50);
    tl_spurious_wakeups(false);
    atomic_store(&held, false);
    rw_write_unlock(l);
    join(&reader);
    ck_assert_msg(!reader.too_early,
                  "rw_read_lock returned while a writer was inside");
    rw_destroy(l);
}

TEST(writers_expect_spurious_wakeups,
     "Who sleeps in rw_write_lock may wake up without a reason")
{
    rw_lock *l = create();
    atomic_bool held = true;
    struct caller writer = {.l = l, .held = &held};

    rw_read_lock(l);
    tl_spurious_wakeups(true);
    run(&writer, call_write);
    pause_ms(50);
    tl_spurious_wakeups(false);
    atomic_store(&held, false);
    rw_read_unlock(l);
    join(&writer);
    ck_assert_msg(!writer.too_early,
                  "rw_write_lock returned while a reader was inside");
    expect_free(l, "all have left:");
    rw_destroy(l);
}

TEST(two_locks, "Two locks have nothing to do with each other")
{
    rw_lock *a = create(), *b = create();

    rw_write_lock(a);
    expect_free(b, "of the other lock");
    rw_read_lock(b);
    expect_writer(a);
    expect_readers(b);
    rw_write_unlock(a);
    rw_read_unlock(b);
    rw_destroy(a);
    rw_destroy(b);
}

TEST(survives_lack_of_memory,
     "When memory is out, rw_create returns NULL with ENOMEM")
{
    for (size_t n = 1; n < 20; n++) {
        tl_fail_allocation(n);
        errno = 0;
        rw_lock *l = rw_create();
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) { /* it needed fewer: nothing has failed */
            ck_assert_msg(l != NULL, "rw_create returned NULL");
            rw_destroy(l);
            return;
        }
        ck_assert_msg(l == NULL, "rw_create returned a lock, not NULL");
        ck_assert_msg(why == ENOMEM,
                      "rw_create returned NULL, but errno is %d (%s), not "
                      "ENOMEM",
                      why, strerror(why));
    }
}

/* Writers count in two variables; readers find them equal. */
static rw_lock *shared;
static long left, right;
static atomic_bool torn;

static void *count(void *arg)
{
    for (size_t i = tl_rounds(20000); i-- > 0;) {
        rw_write_lock(shared);
        left++;
        right++;
        rw_write_unlock(shared);
    }
    return arg;
}

static void *compare(void *arg)
{
    for (size_t i = tl_rounds(20000); i-- > 0;) {
        rw_read_lock(shared);
        if (left != right)
            atomic_store(&torn, true);
        rw_read_unlock(shared);
    }
    return arg;
}

STRESS(two_read_two_write, "Readers see all that a writer does, or nothing")
{
    pthread_t threads[4];

    shared = create();
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL,
                                        i % 2 == 0 ? count : compare, NULL),
                         0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ck_assert_msg(!torn, "a reader was inside together with a writer");
    ck_assert_msg(left == 2 * (long)tl_rounds(20000),
                  "two writers were inside together: %ld of %ld counted", left,
                  2 * (long)tl_rounds(20000));
    rw_destroy(shared);
}
