/* The answer and a queue with one mutex do the same work.
 *
 * What is judged is the price of the calls themselves, in one thread: it is the
 * same in every run. How fast values pass from thread to thread depends on how
 * the two meet, and on the machine; that is drawn, and not judged. */
#include "bench.h"

#include "spsc_queue.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum {
    CAPACITY_MAX = 1024,
    BURST = 1000,   /* values that are pushed, and then popped */
    BURSTS = 25,    /* of a round: a millisecond */
    PASSED = 10000, /* values from thread to thread, for one point */
    TRIES = 4,      /* of which the best is drawn */
};

/* ------------------------------------------------------------ the reference */

static struct {
    pthread_mutex_t lock;
    int slots[CAPACITY_MAX];
    size_t capacity, first, count;
} locked = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool locked_push(int value)
{
    pthread_mutex_lock(&locked.lock);
    bool room = locked.count < locked.capacity;
    if (room)
        locked.slots[(locked.first + locked.count++) % CAPACITY_MAX] = value;
    pthread_mutex_unlock(&locked.lock);
    return room;
}

static bool locked_pop(int *value)
{
    pthread_mutex_lock(&locked.lock);
    bool any = locked.count > 0;
    if (any) {
        *value = locked.slots[locked.first];
        locked.first = (locked.first + 1) % CAPACITY_MAX;
        locked.count--;
    }
    pthread_mutex_unlock(&locked.lock);
    return any;
}

/* ------------------------------------------------------------ one and the
 * other
 */

static spsc_queue *yours; /* NULL: the reference's turn */

static void begin(enum tl_side side, size_t capacity)
{
    yours = side == TL_YOURS ? spsc_create(capacity) : NULL;
    locked.capacity = capacity;
    locked.first = locked.count = 0;
}

static bool push(int value)
{
    return yours ? spsc_push(yours, value) : locked_push(value);
}

static bool pop(int *value)
{
    return yours ? spsc_pop(yours, value) : locked_pop(value);
}

/* ------------------------------------------------------------- what is judged
 */

static void *nothing(void *arg)
{
    return arg;
}

/* A program that never had a second thread gets its mutexes cheaper. */
static void become_threaded(void)
{
    static bool done;
    pthread_t thread;

    if (!done && pthread_create(&thread, NULL, nothing, NULL) == 0)
        pthread_join(thread, NULL);
    done = true;
}

SPEED(no_dearer_than_a_mutex,
      "push and pop do not cost twice what they do with a mutex", 0.5)
{
    int value;

    become_threaded();
    begin(side, BURST);
    double began = tl_seconds();
    for (int i = 0; i < BURSTS; i++) {
        for (int k = 0; k < BURST; k++)
            push(k);
        for (int k = 0; k < BURST; k++)
            pop(&value);
    }
    double seconds = tl_seconds() - began;
    spsc_destroy(yours);
    return BURSTS * BURST / seconds;
}

/* --------------------------------------------------------------- what is drawn
 */

static atomic_bool ready; /* the producer runs */

/* Yields where it has to wait: on a busy machine the other thread may be the
 * one that waits for this processor. */
static void *produce(void *arg)
{
    atomic_store(&ready, true);
    for (int i = 0; i < PASSED; i++) {
        while (!push(i))
            sched_yield();
    }
    return arg;
}

static double pass(enum tl_side side, size_t capacity)
{
    pthread_t producer;
    int value;

    begin(side, capacity);
    atomic_store(&ready, false);
    pthread_create(&producer, NULL, produce, NULL);
    while (!atomic_load(&ready))
        sched_yield();
    double began = tl_seconds();
    for (int i = 0; i < PASSED; i++) {
        while (!pop(&value))
            sched_yield();
    }
    double seconds = tl_seconds() - began;
    pthread_join(producer, NULL);
    spsc_destroy(yours);
    return PASSED / seconds / 1e6;
}

GRAPH("From thread to thread", "capacity", "million values per second")
{
    static const char *const names[] = {"yours", "mutex"};

    for (size_t capacity = 64; capacity <= CAPACITY_MAX; capacity += 192) {
        double best[2] = {0, 0};
        for (int i = 0; i < 2 * TRIES; i++) {
            double rate = pass((enum tl_side)(i % 2), capacity);
            if (rate > best[i % 2])
                best[i % 2] = rate;
        }
        for (int i = 0; i < 2; i++)
            tl_point(names[i], (double)capacity, best[i]);
    }
}
