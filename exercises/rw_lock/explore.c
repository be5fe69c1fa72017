/* Two or three threads that read and write, in every order of their steps. What
 * the lock guards are plain variables: two threads that meet there are a data
 * race.
 *
 * Where one scenario fails the later ones are not shown: the simple ones stand
 * first. */
#include "scenario.h"

#include "rw_lock.h"

#include <semaphore.h>

static rw_lock *lock;
static int left, right; /* guarded by the lock; equal outside of a writer */

static void create(void)
{
    lock = rw_create();
    assert(lock != NULL);
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

static void *write_once(void *arg)
{
    rw_write_lock(lock);
    left++;
    right++;
    rw_write_unlock(lock);
    return arg;
}

static void *read_once(void *arg)
{
    rw_read_lock(lock);
    assert(left == right);
    rw_read_unlock(lock);
    return arg;
}

SCENARIO(writer_alone, "Two writers are never inside together")
{
    create();
    pthread_t other = start(write_once);
    write_once(NULL);
    pthread_join(other, NULL);
    assert(left == 2 && right == 2);
    rw_destroy(lock);
}

SCENARIO(reader_or_writer, "A reader and a writer are never inside together")
{
    create();
    pthread_t other = start(write_once);
    read_once(NULL);
    pthread_join(other, NULL);
    read_once(NULL);
    assert(left == 1);
    rw_destroy(lock);
}

static void *read_together(void *arg)
{
    rw_read_lock(lock);
    ex_together("two readers", 2);
    assert(left == right);
    rw_read_unlock(lock);
    return arg;
}

SCENARIO(readers_together, "Two readers can be inside together")
{
    create();
    pthread_t other = start(read_together);
    read_together(NULL);
    pthread_join(other, NULL);
    rw_destroy(lock);
}

static void *try_to_write(void *arg)
{
    if (rw_try_write_lock(lock)) {
        left++;
        right++;
        rw_write_unlock(lock);
    }
    return arg;
}

static void *try_to_read(void *arg)
{
    if (rw_try_read_lock(lock)) {
        assert(left == right);
        rw_read_unlock(lock);
    }
    return arg;
}

SCENARIO(tries_to_write, "rw_try_write_lock lets nobody in beside others")
{
    create();
    pthread_t other = start(try_to_write);
    if (ex_choose(2))
        write_once(NULL);
    else
        read_once(NULL);
    pthread_join(other, NULL);
    rw_destroy(lock);
}

SCENARIO(tries_to_read, "rw_try_read_lock lets no reader in beside a writer")
{
    create();
    pthread_t other = start(try_to_read);
    write_once(NULL);
    pthread_join(other, NULL);
    rw_destroy(lock);
}

static bool was_in;

static void *attempt_to_write(void *arg)
{
    was_in = rw_try_write_lock(lock);
    return arg;
}

static void *attempt_to_read(void *arg)
{
    was_in = rw_try_read_lock(lock);
    return arg;
}

SCENARIO(tries_do_not_sleep,
         "Who tries while a writer is inside returns at once")
{
    create();
    rw_write_lock(lock);
    pthread_t other = start(ex_choose(2) ? attempt_to_write : attempt_to_read);
    pthread_join(other, NULL);
    assert(!was_in);
    rw_write_unlock(lock);
    rw_destroy(lock);
}

/* A reader that comes now: true if it is not let in. */
static bool is_refused(void)
{
    if (!rw_try_read_lock(lock))
        return true;
    rw_read_unlock(lock);
    return false;
}

/* Whether the writer waits already can only be seen from outside by a reader
 * that is refused; and that has to happen in one execution at least: there
 * must be one in which the two threads get to their call of ex_together. */
static const char refusal[] = "a later reader, refused because a writer waits";

static void *look_on(void *arg)
{
    ex_together(refusal, 2);
    return arg;
}

SCENARIO(writer_goes_first,
         "While readers are in and a writer waits, rw_try_read_lock is false")
{
    create();
    rw_read_lock(lock);
    pthread_t witness = start(look_on), writer = start(write_once);
    if (is_refused()) {
        ex_together(refusal, 2);
        assert(left == 0);
    }
    rw_read_unlock(lock);
    pthread_join(witness, NULL);
    pthread_join(writer, NULL);
    rw_read_lock(lock);
    assert(left == 1);
    rw_read_unlock(lock);
    rw_destroy(lock);
}

static int seen_by_later_reader;

static void *read_later(void *arg)
{
    rw_read_lock(lock);
    seen_by_later_reader = left;
    rw_read_unlock(lock);
    return arg;
}

SCENARIO(later_readers_wait,
         "A reader that comes while a writer waits reads what it has written")
{
    pthread_t reader;

    create();
    rw_read_lock(lock);
    pthread_t writer = start(write_once);
    bool writer_waits = is_refused();
    if (writer_waits)
        reader = start(read_later);
    rw_read_unlock(lock);
    pthread_join(writer, NULL);
    if (writer_waits) {
        pthread_join(reader, NULL);
        assert(seen_by_later_reader == 1);
    }
    rw_destroy(lock);
}

/* ------------------------------------------------------------ three threads */

static sem_t arrived[2];

static void *meet_first(void *arg)
{
    rw_read_lock(lock);
    sem_post(&arrived[0]);
    sem_wait(&arrived[1]);
    rw_read_unlock(lock);
    return arg;
}

static void *meet_second(void *arg)
{
    rw_read_lock(lock);
    sem_post(&arrived[1]);
    sem_wait(&arrived[0]);
    rw_read_unlock(lock);
    return arg;
}

SCENARIO(all_readers_go, "When a writer leaves, all readers that wait come in")
{
    sem_init(&arrived[0], 0, 0);
    sem_init(&arrived[1], 0, 0);
    create();
    rw_write_lock(lock);
    pthread_t first = start(meet_first), second = start(meet_second);
    rw_write_unlock(lock);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    rw_destroy(lock);
}

SCENARIO(last_reader_out, "A writer comes in when the last reader has left")
{
    create();
    rw_read_lock(lock);
    pthread_t reader = start(read_once), writer = start(write_once);
    assert(left == right);
    rw_read_unlock(lock);
    pthread_join(reader, NULL);
    pthread_join(writer, NULL);
    assert(left == 1);
    rw_destroy(lock);
}

SCENARIO(two_writers_wait, "Two writers that wait for a reader both come in")
{
    create();
    rw_read_lock(lock);
    pthread_t first = start(write_once), second = start(write_once);
    rw_read_unlock(lock);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    assert(left == 2);
    rw_destroy(lock);
}

SCENARIO(writers_go_on, "When a writer leaves, everybody who waits comes in")
{
    create();
    rw_write_lock(lock);
    pthread_t writer = start(write_once), reader = start(read_once);
    left++;
    right++;
    rw_write_unlock(lock);
    pthread_join(writer, NULL);
    pthread_join(reader, NULL);
    assert(left == 2);
    rw_destroy(lock);
}

SCENARIO(three_writers, "Each of three writers comes in")
{
    create();
    pthread_t first = start(write_once), second = start(write_once);
    write_once(NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    assert(left == 3 && right == 3);
    rw_destroy(lock);
}

SCENARIO(tries_beside_a_sleeper,
         "A writer that sleeps comes in, also when another one tries")
{
    create();
    rw_read_lock(lock);
    pthread_t writer = start(write_once), other = start(try_to_write);
    rw_read_unlock(lock);
    pthread_join(writer, NULL);
    pthread_join(other, NULL);
    assert(left >= 1 && left == right);
    rw_destroy(lock);
}
