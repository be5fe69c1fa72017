/* init waits at a gate that the test opens, so that it is still running for
 * exactly as long as a test wants. Where a test pauses, other threads get time
 * to go as far as they can: to fall asleep, or to go wrong. */
#include "threadlings.h"

#include "once.h"

#include <semaphore.h>
#include <time.h>

static once first = ONCE_INIT, second = ONCE_INIT;
static atomic_int times; /* how often an init has run, or begun to */
static sem_t inside, open_gate;

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static void wait_for(sem_t *sem)
{
    while (sem_wait(sem) != 0)
        ; /* interrupted by a signal */
}

static void shut_gate(void)
{
    sem_init(&inside, 0, 0);
    sem_init(&open_gate, 0, 0);
}

static void at_gate(void *arg)
{
    (void)arg;
    atomic_fetch_add(&times, 1);
    sem_post(&inside);
    wait_for(&open_gate);
}

static void count(void *arg)
{
    atomic_fetch_add(&times, 1);
    if (arg)
        *(int *)arg = 7;
}

static void expect_times(int n)
{
    int seen = atomic_load(&times);

    ck_assert_msg(seen == n, "init ran %d times, and not %d", seen, n);
}

/* A thread that calls once_call. */
struct caller {
    once *o;
    void (*init)(void *);
    pthread_t thread;
    atomic_bool returned;
    double used_ms; /* of processor time */
};

static void *call(void *arg)
{
    struct caller *c = arg;
    struct timespec t;

    once_call(c->o, c->init, NULL);
    atomic_store(&c->returned, true);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    c->used_ms = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
    return NULL;
}

static void start(struct caller *c)
{
    ck_assert_int_eq(pthread_create(&c->thread, NULL, call, c), 0);
}

static void join(struct caller *c)
{
    ck_assert_int_eq(pthread_join(c->thread, NULL), 0);
}

TEST(runs_once, "Of several calls the first one runs init, with its argument")
{
    int table = 0, other = 0;

    once_call(&first, count, &table);
    ck_assert_msg(table == 7, "init did not get the argument");
    once_call(&first, count, &other);
    once_call(&first, count, &other);
    expect_times(1);
    ck_assert_msg(other == 0, "init ran again, with another argument");
}

TEST(says_when_done, "once_done says false before, and true afterwards")
{
    ck_assert_msg(!once_done(&first), "once_done said true before any call");
    once_call(&first, count, NULL);
    ck_assert_msg(once_done(&first), "once_done said false after the call");
    ck_assert_msg(!once_done(&second), "once_done said true for another once");
}

TEST(each_for_itself, "Each `once` runs its own init")
{
    once_call(&first, count, NULL);
    once_call(&second, count, NULL);
    expect_times(2);
    for (int i = 0; i < 5; i++) {
        once local = ONCE_INIT;
        once_call(&local, count, NULL);
        once_call(&local, count, NULL);
    }
    expect_times(7);
}

TEST(waits_for_init, "once_call returns when init has returned")
{
    struct caller a = {.o = &first, .init = at_gate};
    struct caller b = {.o = &first, .init = at_gate};

    shut_gate();
    start(&a);
    wait_for(&inside);
    start(&b);
    pause_ms(30);
    bool early = atomic_load(&b.returned);
    sem_post(&open_gate);
    sem_post(&open_gate); /* in case that it runs twice */
    join(&a);
    join(&b);
    ck_assert_msg(!early, "once_call returned while init was still running");
    expect_times(1);
}

TEST(done_does_not_wait, "once_done says false while init runs, at once")
{
    struct caller a = {.o = &first, .init = at_gate};

    shut_gate();
    start(&a);
    wait_for(&inside);
    bool done = once_done(&first);
    sem_post(&open_gate);
    join(&a);
    ck_assert_msg(!done, "once_done said true while init was still running");
    ck_assert_msg(once_done(&first), "once_done said false after init");
}

TEST(wakes_everybody, "All who wait go on when init has returned")
{
    enum { CALLERS = 5 };
    struct caller c[CALLERS];

    shut_gate();
    for (int i = 0; i < CALLERS; i++) {
        c[i] = (struct caller){.o = &first, .init = at_gate};
        start(&c[i]);
    }
    wait_for(&inside);
    pause_ms(30);
    for (int i = 0; i < CALLERS; i++)
        sem_post(&open_gate);
    for (int i = 0; i < CALLERS; i++)
        join(&c[i]);
    expect_times(1);
}

TEST(expects_spurious_wakeups, "A sleeper may wake up without a reason")
{
    struct caller a = {.o = &first, .init = at_gate};
    struct caller b = {.o = &first, .init = at_gate};

    shut_gate();
    tl_spurious_wakeups(true);
    start(&a);
    wait_for(&inside);
    start(&b);
    pause_ms(40);
    bool early = atomic_load(&b.returned);
    tl_spurious_wakeups(false);
    sem_post(&open_gate);
    sem_post(&open_gate);
    join(&a);
    join(&b);
    ck_assert_msg(!early, "once_call returned while init was still running");
    expect_times(1);
}

static void needs_another(void *arg)
{
    once_call(&first, count, arg);
    atomic_fetch_add(&times, 1);
}

TEST(one_needs_another, "An init may call once_call for another one")
{
    once_call(&second, needs_another, NULL);
    expect_times(2);
    once_call(&first, count, NULL);
    expect_times(2);
}

TEST(side_by_side, "While one init runs, another one can")
{
    struct caller a = {.o = &first, .init = at_gate};

    shut_gate();
    start(&a);
    wait_for(&inside);
    once_call(&second, count, NULL);
    sem_post(&open_gate);
    join(&a);
    expect_times(2);
}

TEST(waits_asleep, "Who waits sleeps, and uses no processor time")
{
    struct caller a = {.o = &first, .init = at_gate};
    struct caller b = {.o = &first, .init = at_gate};

    shut_gate();
    start(&a);
    wait_for(&inside);
    start(&b);
    pause_ms(60);
    sem_post(&open_gate);
    sem_post(&open_gate);
    join(&a);
    join(&b);
    ck_assert_msg(b.used_ms < 6,
                  "waiting for 60 ms took %.0f ms of processor time",
                  b.used_ms);
}

/* Many of them: each is new for a moment only. */
static once *many;
static int *ran;
static size_t nmany;

static void add_one(void *arg)
{
    ++*(int *)arg;
}

static void *call_all(void *arg)
{
    for (size_t i = 0; i < nmany; i++)
        once_call(&many[i], add_one, &ran[i]);
    return arg;
}

STRESS(many_at_once, "Each of many runs once, whichever thread comes first")
{
    pthread_t other;

    nmany = tl_rounds(20000);
    many = malloc(nmany * sizeof *many);
    ran = calloc(nmany, sizeof *ran);
    for (size_t i = 0; i < nmany; i++)
        many[i] = (once)ONCE_INIT;
    ck_assert_int_eq(pthread_create(&other, NULL, call_all, NULL), 0);
    call_all(NULL);
    pthread_join(other, NULL);
    for (size_t i = 0; i < nmany; i++)
        ck_assert_msg(ran[i] == 1, "init ran %d times", ran[i]);
    free(many);
    free(ran);
}
