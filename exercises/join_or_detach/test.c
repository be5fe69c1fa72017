/* Work waits at a gate, so that a request is still running for exactly as long
 * as a test wants. The gate uses semaphores: one post for each that may pass.
 */
#define _GNU_SOURCE /* for pthread_getattr_np */
#include "threadlings.h"

#include "join_or_detach.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

struct gate {
    sem_t inside; /* posted by each that has arrived */
    sem_t open;   /* one post lets one pass */
};

static struct gate gate;
static atomic_bool opened;
static atomic_int ran;
static sem_t done; /* posted by each `count` */

static void wait_for(sem_t *sem)
{
    while (sem_wait(sem) != 0)
        ; /* interrupted by a signal */
}

static void shut(struct gate *g)
{
    sem_init(&g->inside, 0, 0);
    sem_init(&g->open, 0, 0);
    sem_init(&done, 0, 0);
}

static void *at_gate(void *arg)
{
    struct gate *g = arg;

    sem_post(&g->inside);
    wait_for(&g->open);
    return arg;
}

static void *count(void *arg)
{
    atomic_fetch_add(&ran, 1);
    sem_post(&done);
    return arg;
}

static void *nothing(void *arg)
{
    return arg;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

/* Opens the gate for one, some time from now. Whoever did not wait for what
 * stands at the gate has long gone on by then. */
static void *open_later(void *arg)
{
    pause_ms(40);
    atomic_store(&opened, true);
    sem_post(&((struct gate *)arg)->open);
    return NULL;
}

static pthread_t run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    return thread;
}

static server *start(server_work *load, void *arg)
{
    server *s = server_start(load, arg);

    ck_assert_msg(s != NULL, "server_start returned NULL");
    return s;
}

/* Tests wait until each request has begun. That one begins late, and all that
 * may follow, is for the explorer. */
static void post(server *s, server_work *work, void *arg)
{
    ck_assert_msg(server_post(s, work, arg), "server_post returned false");
}

static ticket *ask(server *s, server_work *work, void *arg)
{
    ticket *t = server_ask(s, work, arg);

    ck_assert_msg(t != NULL, "server_ask returned NULL");
    return t;
}

TEST(answers, "server_answer gives the result of that request")
{
    static int a, b;
    server *s = start(nothing, NULL);

    ticket *first = ask(s, nothing, &a), *second = ask(s, nothing, &b);
    void *second_result = server_answer(second);
    void *first_result = server_answer(first);
    ck_assert_msg(first_result == &a && second_result == &b,
                  "of two requests at least one gave another result");
    server_stop(s);
}

TEST(nobody_waits_to_start,
     "server_start, server_post and server_ask do not wait for what they start")
{
    shut(&gate);
    server *s = start(at_gate, &gate);
    wait_for(&gate.inside);
    post(s, at_gate, &gate);
    wait_for(&gate.inside);
    ticket *t = ask(s, at_gate, &gate);
    wait_for(&gate.inside);
    for (int i = 0; i < 3; i++)
        sem_post(&gate.open);
    server_answer(t);
    server_stop(s);
}

static void expect_ran(int times)
{
    ck_assert_msg(atomic_load(&ran) == times,
                  "%d requests were accepted, and work ran %d times", times,
                  atomic_load(&ran));
}

static void expect_opened(const char *function, const char *what)
{
    ck_assert_msg(atomic_load(&opened),
                  "%s returned while %s was still running", function, what);
}

TEST(answer_waits, "server_answer returns when the work has returned")
{
    shut(&gate);
    server *s = start(nothing, NULL);
    ticket *t = ask(s, at_gate, &gate);
    wait_for(&gate.inside);
    pthread_t opener = run(open_later, &gate);
    void *result = server_answer(t);
    expect_opened("server_answer", "the work");
    ck_assert_msg(result == &gate, "server_answer gave another result");
    pthread_join(opener, NULL);
    server_stop(s);
}

TEST(answer_waits_for_one, "server_answer does not wait for other requests")
{
    shut(&gate);
    server *s = start(nothing, NULL);
    post(s, at_gate, &gate);
    wait_for(&gate.inside);
    ticket *slow = ask(s, at_gate, &gate);
    server_answer(ask(s, nothing, NULL));
    sem_post(&gate.open);
    sem_post(&gate.open);
    server_answer(slow);
    server_stop(s);
}

TEST(stop_waits_for_load, "server_stop returns when `load` has returned")
{
    shut(&gate);
    server *s = start(at_gate, &gate);
    wait_for(&gate.inside);
    pthread_t opener = run(open_later, &gate);
    server_stop(s);
    expect_opened("server_stop", "`load`");
    pthread_join(opener, NULL);
}

TEST(stop_waits_for_posts,
     "server_stop returns when each posted request has been done")
{
    shut(&gate);
    server *s = start(nothing, NULL);
    post(s, at_gate, &gate);
    wait_for(&gate.inside);
    post(s, count, NULL);
    wait_for(&done);
    pthread_t opener = run(open_later, &gate);
    server_stop(s);
    expect_opened("server_stop", "a posted request");
    expect_ran(1);
    pthread_join(opener, NULL);
}

/* Processor time of this thread. */
static double used_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

TEST(waits_asleep, "Who waits in server_answer or server_stop is asleep")
{
    shut(&gate);
    server *s = start(nothing, NULL);
    ticket *t = ask(s, at_gate, &gate);
    wait_for(&gate.inside);
    pthread_t opener = run(open_later, &gate);
    double before = used_ms();
    server_answer(t);
    double answer = used_ms() - before;
    pthread_join(opener, NULL);

    post(s, at_gate, &gate);
    wait_for(&gate.inside);
    opener = run(open_later, &gate);
    before = used_ms();
    server_stop(s);
    double stop = used_ms() - before;
    pthread_join(opener, NULL);
    ck_assert_msg(answer < 4,
                  "server_answer used %.0f ms of processor time "
                  "while it waited for 40 ms",
                  answer);
    ck_assert_msg(stop < 4,
                  "server_stop used %.0f ms of processor time "
                  "while it waited for 40 ms",
                  stop);
}

TEST(two_servers, "server_stop waits for the requests of its own server only")
{
    shut(&gate);
    server *busy = start(nothing, NULL), *idle = start(nothing, NULL);
    post(busy, at_gate, &gate);
    wait_for(&gate.inside);
    post(idle, count, NULL);
    wait_for(&done);
    server_stop(idle);
    sem_post(&gate.open);
    server_stop(busy);
}

TEST(no_thread_for_load, "Without a thread server_start returns NULL")
{
    shut(&gate);
    tl_fail_thread(1);
    server *s = server_start(count, NULL);
    tl_fail_thread(0);
    ck_assert_msg(s == NULL, "server_start did not return NULL");
    expect_ran(0);
}

TEST(no_thread_for_a_request,
     "Without a thread a request is refused, and the server still stops")
{
    shut(&gate);
    server *s = start(nothing, NULL);

    tl_fail_thread(1);
    bool posted = server_post(s, count, NULL);
    tl_fail_thread(1);
    ticket *t = server_ask(s, count, NULL);
    tl_fail_thread(0);
    ck_assert_msg(!posted, "server_post returned true");
    ck_assert_msg(t == NULL, "server_ask did not return NULL");
    post(s, count, NULL);
    wait_for(&done);
    server_stop(s);
    expect_ran(1);
}

TEST(no_memory,
     "Without memory a request is refused, and the server still stops")
{
    shut(&gate);
    server *s = start(nothing, NULL);

    /* An answer may need several allocations, or none. */
    for (size_t n = 1; n < 6; n++) {
        int before = atomic_load(&ran);
        tl_fail_allocation(n);
        bool posted = server_post(s, count, NULL);
        bool failed = tl_fail_allocation(0) >= n;
        ck_assert_msg(posted || failed, "server_post returned false");
        if (posted)
            wait_for(&done);
        tl_fail_allocation(n);
        ticket *t = server_ask(s, count, NULL);
        failed = tl_fail_allocation(0) >= n;
        ck_assert_msg(t != NULL || failed, "server_ask returned NULL");
        if (t)
            server_answer(t);
        expect_ran(before + posted + (t != NULL));
        while (sem_trywait(&done) == 0)
            ;
    }
    server_stop(s);
    tl_fail_allocation(1);
    s = server_start(nothing, NULL);
    tl_fail_allocation(0);
    if (s)
        server_stop(s);
}

/* Where a request's stack lies. */
static void *stack;

static void *note_stack(void *arg)
{
    pthread_attr_t attr;
    size_t size;

    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        pthread_attr_getstack(&attr, &stack, &size);
        pthread_attr_destroy(&attr);
    }
    sem_post(&done);
    return arg;
}

/* The stack of a thread that has ended, and was joined or detached, is used
 * again for a later thread; or its place is. Otherwise each has a new one. */
TEST(serves_for_months, "What a server holds does not grow with what it served")
{
    enum { REQUESTS = 64, FEW = 6, MANY = 40 };
    void *stacks[REQUESTS];
    int n = 0;

    shut(&gate);
    server *s = start(nothing, NULL);
    post(s, at_gate, &gate); /* one that takes long; the others do not */
    wait_for(&gate.inside);
    for (int i = 0; i < REQUESTS; i++) {
        int known = 0;
        /* A thread that has done its work may need a while to end. */
        if (n > FEW)
            pause_ms(8);
        post(s, note_stack, NULL);
        wait_for(&done);
        while (known < n && stacks[known] != stack)
            known++;
        if (known == n)
            stacks[n++] = stack;
    }
    sem_post(&gate.open);
    server_stop(s);
    ck_assert_msg(n < MANY,
                  "%d requests were done one after the other, and the stacks "
                  "of %d threads were kept",
                  REQUESTS, n);
}
