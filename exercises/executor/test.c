/* Futures that note how they were treated. Where threads take part, their order
 * is forced: by semaphores, and by the polls themselves.
 *
 * Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct executor passes however long a pause is. */
#include "threadlings.h"

#include "executor.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static executor *create(void)
{
    executor *e = executor_create();

    ck_assert_msg(e != NULL, "executor_create returned NULL");
    return e;
}

static void spawn(executor *e, future_poll *poll, future_drop *drop, void *arg)
{
    ck_assert_msg(executor_spawn(e, poll, drop, arg),
                  "executor_spawn returned false");
}

static pthread_t run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    return thread;
}

static void *call_run(void *e)
{
    executor_run(e);
    return NULL;
}

/* A future that is pending until it was polled `until` times. */
struct counted {
    int until;
    bool wakes_itself;
    bool keeps; /* clones its waker in the first poll, into `kept` */
    char letter;
    waker *kept;
    atomic_int polled, dropped;
};

static char order[32]; /* letters, as they were polled by one thread */

static bool poll_counted(void *state, waker *w)
{
    struct counted *c = state;
    int n = atomic_fetch_add(&c->polled, 1) + 1;

    if (c->letter != 0 && strlen(order) < sizeof order - 1)
        order[strlen(order)] = c->letter;
    if (c->keeps && c->kept == NULL)
        c->kept = waker_clone(w);
    if (n >= c->until)
        return true;
    if (c->wakes_itself)
        waker_wake(w);
    return false;
}

static void drop_counted(void *state)
{
    struct counted *c = state;

    atomic_fetch_add(&c->dropped, 1);
}

static void expect(const char *name, struct counted *c, int polled, int dropped)
{
    ck_assert_msg(c->polled == polled, "%s was polled %d times, not %d", name,
                  atomic_load(&c->polled), polled);
    ck_assert_msg(c->dropped == dropped, "%s was dropped %d times, not %d",
                  name, atomic_load(&c->dropped), dropped);
}

/* ------------------------------------------------------------- one thread */

TEST(runs_nothing, "Without a future executor_run returns at once")
{
    executor *e = create();

    executor_run(e);
    executor_run(e);
    executor_destroy(e);
    executor_destroy(NULL);
}

TEST(polls_once, "A future that is done at once is polled once and dropped")
{
    struct counted c = {.until = 1}, d = {.until = 1};
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &c);
    spawn(e, poll_counted, NULL, &d);
    expect("before executor_run a future", &c, 0, 0);
    executor_run(e);
    expect("a future that was done in its first poll", &c, 1, 1);
    expect("a future without a drop", &d, 1, 0);
    executor_destroy(e);
    expect("a future that was done before executor_destroy", &c, 1, 1);
}

TEST(wakes_itself, "A wake during the poll makes another poll")
{
    struct counted c = {.until = 4, .wakes_itself = true};
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &c);
    executor_run(e);
    expect("a future that wakes itself three times", &c, 4, 1);
    executor_destroy(e);
}

/* Wakes another one with each poll, and itself until the last. */
struct waking {
    struct counted own;
    struct counted *other;
    int times; /* that many wakes in a row */
};

static bool poll_waking(void *state, waker *w)
{
    struct waking *s = state;
    bool done = poll_counted(&s->own, w);

    if (done) {
        for (int i = 0; i < s->times; i++)
            waker_wake(s->other->kept);
    }
    return done;
}

TEST(leaves_alone, "A pending future is not polled before it is woken")
{
    struct counted sleeper = {.until = 2, .keeps = true};
    struct waking busy = {{.until = 9, .wakes_itself = true}, &sleeper, 1};
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &sleeper);
    spawn(e, poll_waking, NULL, &busy);
    executor_run(e);
    expect("a future that wakes itself eight times", &busy.own, 9, 0);
    expect("a future that was woken once", &sleeper, 2, 1);
    waker_drop(sleeper.kept);
    executor_destroy(e);
}

/* Woken three times at once; then `last`, which comes after it in the list,
 * takes its time before it wakes it again. */
static struct counted late = {.until = 3, .keeps = true};
static struct waking thrice = {{.until = 1}, &late, 3};
static struct waking last = {{.until = 3, .wakes_itself = true}, &late, 1};
static int last_was_at;

static bool poll_late(void *state, waker *w)
{
    bool done = poll_counted(state, w);

    if (late.polled == 3)
        last_was_at = last.own.polled;
    return done;
}

TEST(wakes_add_up, "Several wakes before the poll make one poll")
{
    executor *e = create();

    spawn(e, poll_late, drop_counted, &late);
    spawn(e, poll_waking, NULL, &thrice);
    spawn(e, poll_waking, NULL, &last);
    executor_run(e);
    ck_assert_msg(last_was_at == 3,
                  "three wakes in a row made more than one poll");
    expect("a future with three wakes in a row, and one later,", &late, 3, 1);
    waker_drop(late.kept);
    executor_destroy(e);
}

/* Wakes a future that is ready, with another one behind it in the list. */
static struct counted behind = {.until = 1},
                      sleepy = {.until = 2, .keeps = true};

static bool poll_pushing(void *state, waker *w)
{
    (void)w;
    waker_wake(sleepy.kept);
    bool ok = executor_spawn(state, poll_counted, drop_counted, &behind);
    waker_wake(sleepy.kept);
    return ok;
}

TEST(wakes_the_ready,
     "A wake of a future that is ready already changes nothing")
{
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &sleepy);
    spawn(e, poll_pushing, NULL, e);
    executor_run(e);
    expect("a future that was woken twice before its poll", &sleepy, 2, 1);
    expect("a future behind it in the list", &behind, 1, 1);
    waker_drop(sleepy.kept);
    executor_destroy(e);
}

TEST(takes_turns, "Futures are polled in the order in which they became ready")
{
    struct counted a = {.until = 3, .wakes_itself = true, .letter = 'a'};
    struct counted b = {.until = 3, .wakes_itself = true, .letter = 'b'};
    struct counted c = {.until = 1, .letter = 'c'};
    executor *e = create();

    spawn(e, poll_counted, NULL, &a);
    spawn(e, poll_counted, NULL, &b);
    spawn(e, poll_counted, NULL, &c);
    executor_run(e);
    ck_assert_msg(strcmp(order, "abcabab") == 0,
                  "polled in the order %s, not abcabab", order);
    executor_destroy(e);
}

/* The first of a chain: when it is done the next one is spawned. */
struct chain {
    executor *e;
    int left;
    size_t held; /* the most allocations at a time */
};

static bool poll_chain(void *state, waker *w)
{
    struct chain *c = state;
    size_t held = tl_allocations_held();

    (void)w;
    c->held = held > c->held ? held : c->held;
    if (--c->left > 0 && !executor_spawn(c->e, poll_chain, NULL, c))
        c->left = -1;
    return true;
}

TEST(spawns_from_a_poll, "A future may spawn others; what is done is freed")
{
    executor *e = create();
    struct chain c = {e, 300, 0};

    spawn(e, poll_chain, NULL, &c);
    executor_run(e);
    ck_assert_msg(c.left == 0, "%d futures of a chain did not run", c.left);
    ck_assert_msg(c.held < 100,
                  "%zu allocations were held, although at most two of the "
                  "300 futures were there at a time",
                  c.held);
    executor_destroy(e);
}

TEST(wakes_the_done, "A waker outlives its future: then a wake does nothing")
{
    struct counted c = {.until = 1, .keeps = true};
    struct counted other = {.until = 2, .wakes_itself = true};
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &c);
    executor_run(e);
    expect("a future whose waker was cloned", &c, 1, 1);
    waker_wake(c.kept);
    spawn(e, poll_counted, drop_counted, &other);
    waker_wake(c.kept);
    executor_run(e);
    expect("a future that is done, and then woken,", &c, 1, 1);
    expect("the other future", &other, 2, 1);
    waker_drop(c.kept);
    executor_destroy(e);
}

TEST(outlives_the_executor, "A waker outlives the executor, too")
{
    struct counted c = {.until = 1, .keeps = true};
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &c);
    executor_run(e);
    executor_destroy(e);
    waker *second = waker_clone(c.kept);
    waker_wake(c.kept);
    waker_drop(c.kept);
    waker_wake(second);
    waker_drop(second);
    expect("a future that was done", &c, 1, 1);
    ck_assert_msg(tl_allocations_held() == 0,
                  "%zu allocations are held after the last waker was dropped",
                  tl_allocations_held());
}

static bool poll_and_give_away(void *state, waker *w)
{
    *(waker **)state = waker_clone(w);
    return true;
}

TEST(frees_with_the_last_waker,
     "A task is freed when it is done and its last waker dropped")
{
    executor *e = create();
    size_t held = tl_allocations_held();

    for (int i = 0; i < 10; i++) {
        waker *w = NULL;
        spawn(e, poll_and_give_away, NULL, &w);
        executor_run(e);
        waker *second = waker_clone(w);
        waker_drop(w);
        waker_wake(second);
        waker_drop(second);
    }
    ck_assert_msg(tl_allocations_held() < held + 10,
                  "%zu allocations are held for 10 futures that are done and "
                  "have no waker left",
                  tl_allocations_held() - held);
    executor_destroy(e);
}

/* ---------------------------------------------------------- cancellation */

/* What a future holds includes a waker of its own, as it usually does; and its
 * drop uses it. */
static bool poll_owning(void *state, waker *w)
{
    poll_counted(state, w);
    return false;
}

static void drop_owning(void *state)
{
    struct counted *c = state;

    drop_counted(c);
    if (c->kept != NULL) {
        waker_wake(c->kept);
        waker_drop(c->kept);
    }
}

static bool poll_stopping(void *state, waker *w)
{
    (void)w;
    executor_stop(state);
    return false;
}

TEST(cancels_the_new, "executor_destroy drops futures that were never polled")
{
    struct counted c = {.until = 1}, d = {.until = 1};
    executor *e = create();

    spawn(e, poll_counted, drop_counted, &c);
    spawn(e, poll_counted, drop_counted, &d);
    executor_destroy(e);
    expect("a future that was destroyed before executor_run", &c, 0, 1);
    expect("a future that was destroyed before executor_run", &d, 0, 1);
}

TEST(cancels_the_pending, "executor_destroy drops futures that are pending")
{
    struct counted c = {.until = 9, .keeps = true};
    struct counted d = {.until = 9, .keeps = true, .wakes_itself = true};
    executor *e = create();

    spawn(e, poll_owning, drop_owning, &c);
    spawn(e, poll_owning, drop_counted, &d);
    spawn(e, poll_stopping, NULL, e);
    executor_run(e);
    expect("a future that is pending when all is stopped", &c, 1, 0);
    executor_run(e); /* stopped: it returns */
    expect("a future that is pending when all was stopped", &c, 1, 0);
    executor_destroy(e);
    expect("a future that was pending and then destroyed", &c, 1, 1);
    expect("another one", &d, 1, 1);
    waker_wake(d.kept);
    waker_drop(d.kept);
    expect("a future that was destroyed, and then woken,", &d, 1, 1);
}

/* Each one that is dropped wakes one that is still pending. */
static struct counted crowd[4];

static void drop_in_a_crowd(void *state)
{
    drop_counted(state);
    for (int i = 0; i < 4; i++) {
        if (crowd[i].dropped == 0) {
            waker_wake(crowd[i].kept);
            break;
        }
    }
}

TEST(wakes_in_a_drop, "A drop in executor_destroy may wake other futures")
{
    enum { N = sizeof crowd / sizeof *crowd };
    executor *e = create();
    static struct counted rest = {.until = 9};

    for (int i = 0; i < N; i++) {
        crowd[i] = (struct counted){.until = 9, .keeps = true};
        spawn(e, poll_owning, drop_counted, &rest);
        spawn(e, poll_owning, drop_in_a_crowd, &crowd[i]);
    }
    spawn(e, poll_stopping, NULL, e);
    for (int i = 0; i < N; i++)
        spawn(e, poll_owning, drop_counted, &rest);
    executor_run(e); /* some of these are pending, others ready */
    executor_destroy(e);
    for (int i = 0; i < N; i++) {
        expect("a future that was pending and then destroyed", &crowd[i], 1, 1);
        waker_drop(crowd[i].kept);
    }
    expect("futures of which half were ready and all destroyed", &rest, 4, 8);
}

/* ---------------------------------------------------------- other threads */

/* Processor time in 100 ms that still counts as asleep. */
enum { ASLEEP_MS = 5 };

/* Something that happens once, and a future that waits for it. The lock is for
 * `happened` and `waiting`. */
struct event {
    pthread_mutex_t lock;
    bool happened;
    waker *waiting;
    int polled;  /* plain: polls must not overlap */
    int brought; /* written before the wake, read after it: plain, too */
};

#define EVENT                             \
    {                                     \
        .lock = PTHREAD_MUTEX_INITIALIZER \
    }

static bool poll_event(void *state, waker *w)
{
    struct event *event = state;

    event->polled++;
    pthread_mutex_lock(&event->lock);
    bool happened = event->happened;
    if (!happened && event->waiting == NULL)
        event->waiting = waker_clone(w);
    pthread_mutex_unlock(&event->lock);
    return happened;
}

static void happen(struct event *event)
{
    pthread_mutex_lock(&event->lock);
    waker *w = event->waiting;
    event->happened = true;
    event->waiting = NULL;
    pthread_mutex_unlock(&event->lock);
    if (w != NULL) {
        waker_wake(w);
        waker_drop(w);
    }
}

static void *happen_later(void *event)
{
    pause_ms(100);
    happen(event);
    return NULL;
}

TEST(sleeps, "While nothing is ready executor_run sleeps; a wake ends that")
{
    struct event event = EVENT;
    executor *e = create();

    spawn(e, poll_event, NULL, &event);
    pthread_t other = run(happen_later, &event);
    clock_t before = clock();
    executor_run(e);
    double used = (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
    pthread_join(other, NULL);
    ck_assert_msg(event.polled <= 2,
                  "a future that was woken once was polled "
                  "%d times",
                  event.polled);
    ck_assert_msg(used < ASLEEP_MS,
                  "executor_run used %.0f ms of processor time while all "
                  "futures were pending",
                  used);
    executor_destroy(e);
}

static executor *shared;
static struct counted spawned = {.until = 1};

static void *spawn_later(void *event)
{
    pause_ms(50);
    bool ok = executor_spawn(shared, poll_counted, drop_counted, &spawned);
    pause_ms(50);
    happen(event);
    return ok ? event : NULL;
}

TEST(spawns_from_a_thread, "Another thread may spawn while executor_run sleeps")
{
    struct event event = EVENT;
    void *ok;

    shared = create();
    spawn(shared, poll_event, NULL, &event);
    pthread_t other = run(spawn_later, &event);
    executor_run(shared);
    pthread_join(other, &ok);
    ck_assert_msg(ok != NULL, "executor_spawn returned false");
    expect("a future that another thread spawned", &spawned, 1, 1);
    executor_destroy(shared);
}

/* Two futures whose polls wait for each other. */
static pthread_barrier_t both;

static bool poll_meeting(void *state, waker *w)
{
    (void)state;
    (void)w;
    pthread_barrier_wait(&both);
    return true;
}

TEST(shares_the_work, "Two threads in executor_run poll at the same time")
{
    executor *e = create();

    pthread_barrier_init(&both, NULL, 2);
    spawn(e, poll_meeting, NULL, NULL);
    spawn(e, poll_meeting, NULL, NULL);
    pthread_t other = run(call_run, e);
    executor_run(e);
    pthread_join(other, NULL);
    executor_destroy(e);
}

TEST(lets_all_return, "When all is done, every thread in executor_run returns")
{
    struct event event = EVENT;
    executor *e = create();
    pthread_t others[3];

    spawn(e, poll_event, NULL, &event);
    for (int i = 0; i < 3; i++)
        others[i] = run(call_run, e);
    pthread_t later = run(happen_later, &event);
    executor_run(e);
    for (int i = 0; i < 3; i++)
        pthread_join(others[i], NULL);
    pthread_join(later, NULL);
    executor_destroy(e);
}

static void *stop_later(void *e)
{
    pause_ms(100);
    executor_stop(e);
    return NULL;
}

TEST(stops_the_sleeping, "executor_stop ends every executor_run that sleeps")
{
    struct event event = EVENT;
    executor *e = create();
    pthread_t others[2];

    spawn(e, poll_event, NULL, &event);
    for (int i = 0; i < 2; i++)
        others[i] = run(call_run, e);
    pthread_t later = run(stop_later, e);
    executor_run(e);
    for (int i = 0; i < 2; i++)
        pthread_join(others[i], NULL);
    pthread_join(later, NULL);
    executor_destroy(e);
    happen(&event); /* too late, and harmless */
    ck_assert_int_eq(event.polled, 1);
}

/* Polled for as long as the test wants, while others wake it. */
static sem_t in_poll, go_on;
static atomic_int inside, most_inside, polls;
static waker *_Atomic long_waker;

static bool poll_long(void *state, waker *w)
{
    int now = atomic_fetch_add(&inside, 1) + 1;
    int n = atomic_fetch_add(&polls, 1) + 1;

    (void)state;
    if (now > atomic_load(&most_inside))
        atomic_store(&most_inside, now);
    if (n == 1) {
        atomic_store(&long_waker, waker_clone(w));
        sem_post(&in_poll);
        sem_wait(&go_on);
    }
    atomic_fetch_sub(&inside, 1);
    return n >= 2;
}

static void *wake_the_long(void *arg)
{
    sem_wait(&in_poll);
    waker *w = atomic_load(&long_waker);
    waker_wake(w);
    waker_wake(w);
    pause_ms(50); /* time for the other thread to take it, if it can */
    sem_post(&go_on);
    waker_drop(w);
    return arg;
}

TEST(polls_by_one,
     "A future that is woken in its poll is not polled twice at once")
{
    executor *e = create();

    sem_init(&in_poll, 0, 0);
    sem_init(&go_on, 0, 0);
    spawn(e, poll_long, NULL, NULL);
    pthread_t second = run(call_run, e);
    pthread_t third = run(wake_the_long, NULL);
    executor_run(e);
    pthread_join(second, NULL);
    pthread_join(third, NULL);
    ck_assert_msg(most_inside == 1,
                  "%d threads were in one future's poll at "
                  "the same time",
                  atomic_load(&most_inside));
    ck_assert_msg(polls == 2,
                  "a future that was woken during its first poll "
                  "was polled %d times, not 2",
                  atomic_load(&polls));
    executor_destroy(e);
}

/* ------------------------------------------------------------ out of memory */

TEST(survives_lack_of_memory, "Where memory is out: NULL or false, and ENOMEM")
{
    struct counted c = {.until = 1};

    for (size_t n = 1; n < 10; n++) {
        tl_fail_allocation(n);
        errno = 0;
        executor *e = executor_create();
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) {
            executor_destroy(e);
            break;
        }
        ck_assert_msg(e == NULL && why == ENOMEM,
                      "executor_create: errno is %d (%s), not ENOMEM", why,
                      strerror(why));
    }
    executor *e = create();
    for (size_t n = 1; n < 10; n++) {
        tl_fail_allocation(n);
        errno = 0;
        bool ok = executor_spawn(e, poll_counted, drop_counted, &c);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n)
            break;
        ck_assert_msg(!ok && why == ENOMEM,
                      "executor_spawn: %s, and errno is %d (%s)",
                      ok ? "true" : "false", why, strerror(why));
        ck_assert_msg(c.dropped == 0, "a future that was not taken on was "
                                      "dropped");
    }
    executor_run(e);
    expect("the future that was taken on", &c, 1, 1);
    executor_destroy(e);
}
