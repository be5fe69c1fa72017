/* Goroutines wait on semaphores, so that a P is busy for exactly as long as a
 * test wants. Where a test pauses, others get time to go wrong; a correct
 * scheduler passes however long a pause is. */
#include "threadlings.h"

#include "mini_go.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static mini_go *s;
static sem_t entered, gate, event;
static atomic_int ran, refused;

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static void start(size_t procs)
{
    sem_init(&entered, 0, 0);
    sem_init(&gate, 0, 0);
    sem_init(&event, 0, 0);
    s = mg_start(procs);
    ck_assert_msg(s != NULL, "mg_start(%zu) returned NULL", procs);
}

static void go(mg_func f, void *arg)
{
    if (!mg_go(s, f, arg))
        atomic_fetch_add(&refused, 1);
}

static void finish(int expected)
{
    mg_finish(s);
    ck_assert_msg(atomic_load(&refused) == 0, "mg_go returned false");
    ck_assert_msg(atomic_load(&ran) == expected,
                  "goroutines started: %d, goroutines run: %d", expected,
                  atomic_load(&ran));
    ck_assert_msg(tl_threads_created() == tl_threads_joined(),
                  "%zu threads were started and %zu joined",
                  tl_threads_created(), tl_threads_joined());
}

static void count(void *arg)
{
    (void)arg;
    atomic_fetch_add(&ran, 1);
}

/* Computes, as far as the scheduler can tell: it keeps its P. */
static void enter_and_wait(void *arg)
{
    count(arg);
    sem_post(&entered);
    sem_wait(&gate);
}

static void block(void *arg)
{
    mg_block_begin(s);
    sem_post(&entered);
    sem_wait(&event);
    mg_block_end(s);
    count(arg);
}

TEST(refuses_zero, "0 Ps: NULL, and errno is EINVAL")
{
    errno = 0;
    mini_go *none = mg_start(0);
    ck_assert_msg(none == NULL, "mg_start(0) returned a scheduler, not NULL");
    ck_assert_msg(errno == EINVAL, "errno is %d (%s), not EINVAL", errno,
                  strerror(errno));
}

TEST(finishes_nothing, "mg_finish(NULL) is fine")
{
    mg_finish(NULL);
}

TEST(survives_lack_of_memory, "When memory is out, mg_start says ENOMEM")
{
    for (size_t n = 1; n < 20; n++) {
        tl_fail_allocation(n);
        errno = 0;
        mini_go *m = mg_start(2);
        int why = errno;
        if (tl_fail_allocation(0) < n) {
            ck_assert_msg(m != NULL, "mg_start(2) returned NULL");
            mg_finish(m);
            return;
        }
        ck_assert_msg(m == NULL && why == ENOMEM,
                      "without memory: result %p, errno %d (%s)", (void *)m,
                      why, strerror(why));
    }
}

TEST(runs_all, "Every goroutine runs once, and mg_finish waits for all")
{
    start(2);
    for (int i = 0; i < 20; i++)
        go(count, NULL);
    finish(20);
}

static char order[8];
static char letters[] = "abcd";

static void note(void *letter)
{
    size_t n = (size_t)atomic_fetch_add(&ran, 1);

    if (n < sizeof order - 1)
        order[n] = *(const char *)letter;
}

static void start_three(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++)
        go(note, &letters[i]);
    sem_post(&entered);
    sem_wait(&gate);
}

TEST(oldest_first, "A P runs the oldest first, its own before the global queue")
{
    start(1);
    go(start_three, NULL);
    sem_wait(&entered);
    go(note, &letters[3]); /* from outside: the global queue */
    sem_post(&gate);
    finish(4);
    ck_assert_msg(strcmp(order, "abcd") == 0,
                  "a, b, c stood in the local queue and d in the global one, "
                  "and they ran as %s",
                  order);
}

static void start_many(void *arg)
{
    for (int i = 0; i < 3 * MG_ROOM; i++)
        go(count, arg);
    sem_post(&entered);
    sem_wait(&gate);
}

TEST(more_than_fit, "When a local queue is full, half of it goes to the global")
{
    start(1);
    go(start_many, NULL);
    sem_wait(&entered);
    size_t queued = mg_queued(s, 0);
    sem_post(&gate);
    ck_assert_msg(queued == MG_ROOM,
                  "after %d goroutines %zu stand in the local queue, not %d",
                  3 * MG_ROOM, queued, MG_ROOM);
    finish(3 * MG_ROOM);
}

TEST(no_more_than_procs, "No more goroutines run at once than there are Ps")
{
    start(2);
    for (int i = 0; i < 5; i++)
        go(enter_and_wait, NULL);
    sem_wait(&entered);
    sem_wait(&entered);
    pause_ms(40);
    int inside = atomic_load(&ran);
    for (int i = 0; i < 5; i++)
        sem_post(&gate);
    ck_assert_msg(inside == 2, "with 2 Ps %d goroutines run at once", inside);
    finish(5);
}

TEST(hands_off, "Goroutines that block do not stop the others")
{
    start(1);
    for (int i = 0; i < 4; i++)
        go(block, NULL);
    for (int i = 0; i < 4; i++)
        sem_wait(&entered); /* all four are blocked, with one P */
    go(enter_and_wait, NULL);
    sem_wait(&entered);
    sem_post(&gate);
    for (int i = 0; i < 4; i++)
        sem_post(&event);
    finish(5);
}

TEST(comes_back_with_a_p, "mg_block_end returns when there is a P for it")
{
    start(1);
    go(block, NULL);
    sem_wait(&entered);
    go(enter_and_wait, NULL); /* has the P now */
    sem_wait(&entered);
    sem_post(&event);
    pause_ms(40);
    int before = atomic_load(&ran);
    sem_post(&gate);
    ck_assert_msg(before == 1, "mg_block_end returned while another goroutine "
                               "had the only P");
    finish(2);
}

/* Goroutines that start each other for a long time. */
static atomic_int chain;

static void respawn(void *arg)
{
    if (atomic_fetch_add(&chain, 1) < 2000 && atomic_load(&ran) == 0)
        go(respawn, arg);
}

static void first_of_chain(void *arg)
{
    sem_post(&entered);
    sem_wait(&gate);
    respawn(arg);
}

TEST(is_fair, "The global queue has its turn, whatever the local one does")
{
    start(1);
    go(first_of_chain, NULL);
    sem_wait(&entered);
    go(count, NULL);
    sem_post(&gate);
    finish(1);
    ck_assert_msg(atomic_load(&chain) <= MG_FAIR + 2,
                  "a goroutine waited in the global queue while %d others ran",
                  atomic_load(&chain));
}

/* The same for one that comes back from a blocking call. */
static void respawn_until_two(void *arg)
{
    if (atomic_fetch_add(&chain, 1) < 2000 && atomic_load(&ran) == 0)
        go(respawn_until_two, arg);
    if (atomic_load(&chain) == 5) {
        sem_post(&event);
        pause_ms(40);
    }
}

TEST(comes_back_soon, "Who comes back gets a P when another goroutine ends")
{
    start(1);
    go(block, NULL);
    sem_wait(&entered);
    go(respawn_until_two, NULL);
    finish(1);
    ck_assert_msg(atomic_load(&chain) < 200,
                  "%d goroutines ran while one wanted to come back",
                  atomic_load(&chain));
}

static void feed(void *arg)
{
    for (int i = 0; i < 7; i++)
        go(enter_and_wait, arg);
    sem_post(&entered);
    sem_wait(&event); /* keeps its P */
}

TEST(steals_half, "A P that has run out takes half of another's queue")
{
    start(2);
    go(enter_and_wait, NULL);
    sem_wait(&entered); /* one P is busy */
    go(feed, NULL);
    sem_wait(&entered); /* the other one, too, and seven wait in its queue */
    size_t before = mg_queued(s, 0) + mg_queued(s, 1);
    sem_post(&gate); /* the first P goes on, and finds nothing of its own */
    sem_wait(&entered);
    size_t one = mg_queued(s, 0), two = mg_queued(s, 1);
    for (int i = 0; i < 8; i++)
        sem_post(&gate);
    sem_post(&event);
    ck_assert_msg(before == 7, "7 goroutines should wait, not %zu", before);
    ck_assert_msg(one == 3 && two == 3,
                  "one P had 7 in its queue; after a theft, with one of them "
                  "running, the queues hold %zu and %zu, not 3 and 3",
                  one, two);
    finish(8);
}

TEST(wakes_a_p, "A new goroutine wakes an idle P")
{
    start(2);
    pause_ms(20);
    go(enter_and_wait, NULL);
    go(enter_and_wait, NULL);
    sem_wait(&entered);
    sem_wait(&entered);
    sem_post(&gate);
    sem_post(&gate);
    finish(2);
}

TEST(idles_asleep, "Idle threads use no processor time")
{
    double used = 5;

    start(2);
    go(count, NULL);
    for (int i = 0; i < 2 && used >= 5; i++) {
        clock_t before = clock();
        pause_ms(100);
        used = (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
    }
    finish(1);
    ck_assert_msg(used < 5, "idle threads used %.0f ms in 100 ms", used);
}
