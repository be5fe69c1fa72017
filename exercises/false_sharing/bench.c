/* What is judged: how fast one thread adds while another one adds, too,
 * compared with a layout that is known to be good. A good answer does the same
 * work on as many lines as the reference does, and is as fast, whatever the
 * machine; an answer whose threads meet on a line is slower by a factor.
 *
 * What is drawn: how much all threads together add, for more and more threads,
 * beside a good layout and one that packs all into a line. */
#include "bench.h"

#include "false_sharing.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum {
    APART = 128, /* bytes: right for longer lines, and for pairs, too */
    MOST = 32,   /* threads that are drawn */
    POINTS = 8,
    TRIES = 5,   /* for a point, of which the best is drawn */
    CHUNK = 500, /* additions at a time */
    CHUNKS = 4,  /* in a sample: ten microseconds */
};

static const double draw_s = 0.4;         /* for all points */
static const double round_s = 0.0012;     /* with both threads running */
static const double round_max_s = 0.0045; /* or not */

/* --------------------------------------------------------- the references */

/* Sequentially consistent, as one gets it without a thought: what is judged is
 * the layout. */
static struct {
    _Alignas(APART) atomic_bool closed;
    struct {
        _Alignas(APART) atomic_ulong count;
    } cells[MOST];
} apart;

static struct {
    _Alignas(APART) atomic_bool closed;
    atomic_ulong counts[MOST];
} packed;

/* A call, as that of the answer is. */
__attribute__((noinline)) static bool apart_add(size_t thread,
                                                unsigned long amount)
{
    if (atomic_load(&apart.closed))
        return false;
    atomic_fetch_add(&apart.cells[thread].count, amount);
    return true;
}

__attribute__((noinline)) static bool packed_add(size_t thread,
                                                 unsigned long amount)
{
    if (atomic_load(&packed.closed))
        return false;
    atomic_fetch_add(&packed.counts[thread], amount);
    return true;
}

/* ------------------------------------------------------ one and the other */

enum layout { YOURS, GOOD, PACKED };

static counters *yours;

/* CHUNK additions: the choice between the layouts costs nothing then. */
static void add_chunk(enum layout layout, size_t thread)
{
    if (layout == YOURS) {
        for (int i = 0; i < CHUNK; i++)
            counters_add(yours, thread, 1);
    } else if (layout == GOOD) {
        for (int i = 0; i < CHUNK; i++)
            apart_add(thread, 1);
    } else {
        for (int i = 0; i < CHUNK; i++)
            packed_add(thread, 1);
    }
}

static struct {
    _Alignas(APART) atomic_bool go;
    atomic_bool stop;
} all;

struct adder {
    _Alignas(APART) atomic_ulong chunks; /* that it has added */
    atomic_bool ready;
    pthread_t thread;
    enum layout layout;
    size_t number;
};

static struct adder adders[MOST];

static void *add_until_stopped(void *arg)
{
    struct adder *a = arg;

    atomic_store(&a->ready, true);
    while (!atomic_load(&all.go))
        sched_yield();
    while (!atomic_load_explicit(&all.stop, memory_order_relaxed)) {
        add_chunk(a->layout, a->number);
        atomic_fetch_add_explicit(&a->chunks, 1, memory_order_relaxed);
    }
    return NULL;
}

/* Lets n threads wait for `go`; says how many there are. */
static size_t start(enum layout layout, size_t n)
{
    atomic_store(&all.go, false);
    atomic_store(&all.stop, false);
    for (size_t i = 0; i < n; i++) {
        adders[i].layout = layout;
        adders[i].number = i;
        atomic_store(&adders[i].chunks, 0);
        atomic_store(&adders[i].ready, false);
        if (pthread_create(&adders[i].thread, NULL, add_until_stopped,
                           &adders[i]) != 0)
            return i;
    }
    for (size_t i = 0; i < n; i++) {
        while (!atomic_load(&adders[i].ready))
            sched_yield();
    }
    return n;
}

/* The chunks that n threads have added so far. */
static unsigned long chunks_of(size_t n)
{
    unsigned long chunks = 0;

    for (size_t i = 0; i < n; i++)
        chunks += atomic_load_explicit(&adders[i].chunks, memory_order_relaxed);
    return chunks;
}

static void stop(size_t n)
{
    atomic_store(&all.stop, true);
    atomic_store(&all.go, true); /* those that wait for it find `stop` */
    for (size_t i = 0; i < n; i++)
        pthread_join(adders[i].thread, NULL);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* ----------------------------------------------------------- what is judged */

enum { SAMPLES_MAX = 4096 };

/* Seconds of a processor that this thread has had. */
static double own_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Thread 1 is timed, thread 0 is the other one: what lies beside the first
 * count meets it, too. On a busy machine one of the two often waits for a
 * processor. So only those samples count during which the other thread got on
 * and this one was not stopped, which its own clock says; the middle one of
 * them. When there is none, the best of all samples says what an addition costs
 * alone: for a good layout that is the same. */
SPEED(beside_another,
      "A thread that adds is not slowed down by another one that adds", 0.5)
{
    static double sample[SAMPLES_MAX];
    enum layout layout = side == TL_YOURS ? YOURS : GOOD;
    size_t n = 0;
    double best = 1e9, spent = 0;

    yours = side == TL_YOURS ? counters_create(2) : NULL;
    size_t others = start(layout, 1);
    atomic_store(&all.go, true);
    double began = tl_seconds(), now = began;
    while (n < SAMPLES_MAX && spent < round_s && now - began < round_max_s) {
        unsigned long before = chunks_of(1);
        double from = tl_seconds(), own = own_seconds();
        for (int i = 0; i < CHUNKS; i++)
            add_chunk(layout, 1);
        own = own_seconds() - own;
        now = tl_seconds();
        double took = now - from;
        if (took > 1.5 * own)
            continue; /* stopped meanwhile */
        if (took < best)
            best = took;
        if (chunks_of(1) > before) {
            sample[n++] = took;
            spent += took;
        }
    }
    stop(others);
    counters_destroy(yours);
    yours = NULL;
    qsort(sample, n, sizeof sample[0], compare);
    return CHUNKS * CHUNK / (n > 0 ? sample[n / 2] : best);
}

/* ------------------------------------------------------------ what is drawn */

/* Million additions a second of all threads together. */
static double measure(enum layout layout, size_t threads, double seconds)
{
    struct timespec pause = {.tv_nsec = (long)(seconds * 1e9)};

    yours = layout == YOURS ? counters_create(threads) : NULL;
    size_t n = start(layout, threads);
    double began = tl_seconds();
    atomic_store(&all.go, true);
    nanosleep(&pause, NULL);
    unsigned long chunks = chunks_of(n); /* before the clock: never too many */
    double took = tl_seconds() - began;
    stop(n);
    counters_destroy(yours);
    yours = NULL;
    return (double)chunks * CHUNK / took / 1e6;
}

/* 1, 2 and on, in steps, to the processors there are; with less than four of
 * them to twice as many. */
static size_t thread_counts(size_t *list)
{
    size_t processors = (size_t)tl_processors(), n = 0;
    size_t most = processors < 4 ? 2 * processors : processors;

    if (most > MOST)
        most = MOST;
    for (size_t i = 1; i <= POINTS; i++) {
        size_t threads = i > 2 && most > POINTS
                             ? 1 + (most - 1) * (i - 1) / (POINTS - 1)
                             : i;
        if (threads <= most)
            list[n++] = threads;
    }
    return n;
}

GRAPH("All threads together", "threads", "million additions per second")
{
    static const char *const names[] = {"yours", "apart", "packed"};
    size_t list[POINTS], n = thread_counts(list);
    double seconds = draw_s / (double)(n * 3 * TRIES);

    for (size_t i = 0; i < n; i++) {
        double best[3] = {0, 0, 0};
        for (int k = 0; k < 3 * TRIES; k++) {
            double rate = measure((enum layout)(k % 3), list[i], seconds);
            if (rate > best[k % 3])
                best[k % 3] = rate;
        }
        for (int k = 0; k < 3; k++)
            tl_point(names[k], (double)list[i], best[k]);
    }
}
