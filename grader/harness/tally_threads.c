/* The threads of a run.
 *
 * Making a thread takes longer than most of these programs run, so that two of
 * them would hardly ever overlap. Hence the driver keeps its threads: each
 * waits for work, and pthread_create hands it a function.
 *
 * Those that the main thread creates before it first joins one start together:
 * they wait at a gate. How many they are is learnt from the first run. A thread
 * that has waited for long goes on alone: the main thread may be waiting for
 * it.
 *
 * Each thread keeps to one processor. Whether the main thread takes part or
 * only waits cannot be told, so runs alternate, some hundreds at a time:
 *  - it has a processor of its own, and opens the gate when all have arrived
 *  - it shares the last thread's, and the last to arrive opens the gate */
#include "tally.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

enum {
    SPINS = 200,       /* before a thread lets others have the processor */
    GATE_TURNS = 2000, /* waited there; some 100 us */
    BATCH = 256,       /* runs between two arrangements */
    LATE_MAX = 1000,   /* who went on alone; then there is no gate */
    LEAD = 1000,   /* ticks until the gate opens: all have seen it by then */
    JITTER = 0xff, /* mask of ticks */
    SIGNAL_STACK = 1 << 16,
};

enum state { IDLE, GIVEN, DONE };

struct worker {
    pthread_t id;
    bool there;
    _Atomic enum state state;
    void *(*start)(void *);
    thrd_start_t start11; /* or this one */
    void *arg, *value;
    bool gated;
    uint32_t random;
    jmp_buf home;
    char signal_stack[SIGNAL_STACK];
} __attribute__((aligned(128)));

static struct worker workers[TALLY_THREADS];
static atomic_int used; /* in this run */
static _Thread_local struct worker *me;

static cpu_set_t allowed;
static int processors, arrangement;
static atomic_bool pinned = true;

/* The gate. */
static int creates; /* by the main thread, before it joined any */
static bool joined;
static int group; /* how many it holds back; 0: none */
static bool known;
static atomic_int arrived;
static _Atomic uint64_t opens; /* in ticks; 0: it is closed */
static atomic_long late;
static long runs;

/* ----------------------------------------------------------------- processors
 */

/* The n-th that may be used. */
static int processor(int n)
{
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &allowed) && n-- == 0)
            return cpu;
    }
    return 0;
}

static void pin(struct worker *w)
{
    int place = (int)(w - workers);
    cpu_set_t one;

    if (arrangement == 1)
        place = place > 0 ? place - 1 : group > 0 ? group - 1 : 0;
    CPU_ZERO(&one);
    CPU_SET(processor(place % processors), &one);
    if (pthread_setaffinity_np(w->id, sizeof one, &one) != 0)
        pinned = false;
}

int tally_processors(void)
{
    return processors;
}

bool tally_pinned(void)
{
    return pinned;
}

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* One turn of a loop that waits. */
static void turn(int n)
{
    if (n >= SPINS || used > processors)
        sched_yield();
    else
        relax();
}

/* The same at the gate: who is quick to notice that it is open, does not miss
 * the others. */
static void gate_turn(void)
{
    if (group + (arrangement == 0) > processors)
        sched_yield();
    else
        relax();
}

/* A clock that is fast and the same on all processors. */
static uint64_t ticks(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
#endif
}

/* -------------------------------------------------------------------- the gate
 */

/* Everybody goes through at the same tick, or a little later: not always the
 * same thread is to be the first. */
static void go_through(struct worker *w)
{
    w->random = w->random * 1664525 + 1013904223;
    uint64_t when = opens + (w->random >> 24 & JITTER);
    while (ticks() < when)
        ;
}

static void arrive(struct worker *w)
{
    if (!w->gated)
        return;
    int n = atomic_fetch_add(&arrived, 1) + 1;
    if (arrangement == 1 && n == group)
        opens = ticks() + LEAD;
    for (int i = 0; opens == 0; i++) {
        if (i == GATE_TURNS) {
            late++;
            return;
        }
        gate_turn();
    }
    go_through(w);
}

static void open_gate(void)
{
    for (int i = 0; arrived < group && i < GATE_TURNS; i++)
        gate_turn();
    opens = ticks() + LEAD;
    go_through(me);
}

/* The main thread waits for another. */
static void main_waits(void)
{
    if (me != &workers[0] || joined)
        return;
    joined = true;
    if (creates < group)
        opens = 1;
}

/* --------------------------------------------------------------------- workers
 */

static void use_signal_stack(struct worker *w)
{
    stack_t stack = {.ss_sp = w->signal_stack,
                     .ss_size = sizeof w->signal_stack};

    sigaltstack(&stack, NULL);
}

static void *work(void *arg)
{
    struct worker *w = me = arg;

    use_signal_stack(w);
    for (;;) {
        for (int i = 0; w->state != GIVEN; i++)
            turn(i);
        if (setjmp(w->home) == 0) {
            arrive(w);
            if (w->start11)
                w->value = (void *)(intptr_t)w->start11(w->arg);
            else
                w->value = w->start(w->arg);
        }
        w->state = DONE;
    }
    return NULL;
}

void tally_leave(void *value)
{
    me->value = value;
    longjmp(me->home, 1);
}

void tally_enter(int argc, char **argv)
{
    if (setjmp(me->home) == 0)
        tally_end(TALLY_ENDS, tally_main(argc, argv), NULL);
    me->state = DONE;
}

static struct worker *take(void)
{
    int i = atomic_fetch_add(&used, 1);

    return i < TALLY_THREADS ? &workers[i] : NULL;
}

static int create(pthread_t *out, void *(*start)(void *), thrd_start_t start11,
                  void *arg)
{
    struct worker *w = take();

    if (w == NULL)
        return EAGAIN;
    if (!w->there) {
        int wrong = pthread_create(&w->id, NULL, work, w);
        if (wrong)
            return wrong;
        w->there = true;
        w->random = (uint32_t)(w - workers);
        pin(w);
    }
    w->start = start;
    w->start11 = start11;
    w->arg = arg;
    w->gated = me == &workers[0] && !joined && creates < group;
    *out = w->id;
    w->state = GIVEN;
    if (me == &workers[0] && !joined && ++creates == group && arrangement == 0)
        open_gate();
    return 0;
}

static struct worker *find(pthread_t id)
{
    for (int i = 0; i < TALLY_THREADS && i < used; i++) {
        if (workers[i].there && pthread_equal(workers[i].id, id))
            return &workers[i];
    }
    return NULL;
}

static int join(pthread_t id, void **value)
{
    struct worker *w = find(id);

    if (w == NULL || w == me)
        return w == NULL ? ESRCH : EDEADLK;
    main_waits();
    for (int i = 0; w->state != DONE; i++)
        turn(i);
    *value = w->value;
    return 0;
}

/* ------------------------------------------------------------------------ runs
 */

bool tally_threads_setup(void *(*run)(void *))
{
    pthread_t id;

    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        CPU_SET(0, &allowed);
    processors = CPU_COUNT(&allowed);
    return pthread_create(&id, NULL, run, NULL) == 0;
}

static void arrange(void)
{
    int now = (int)(runs / BATCH % 2);

    if (runs == 0) {
        me = &workers[0];
        me->id = pthread_self();
        me->there = true;
        use_signal_stack(me);
    }
    if (runs == 0 || now != arrangement) {
        arrangement = now;
        for (int i = 0; i < TALLY_THREADS && workers[i].there; i++)
            pin(&workers[i]);
    }
    if (late > LATE_MAX && late > runs / 4)
        group = 0;
    runs++;
}

void tally_threads_begin(void)
{
    if (!known && runs > 0) {
        group = creates;
        known = true;
    }
    used = 1;
    arrange();
    creates = 0;
    joined = false;
    opens = 0;
    arrived = 0;
    workers[0].state = GIVEN;
}

void tally_threads_wait(void)
{
    main_waits();
    for (int k = 1; k < TALLY_THREADS && k < used; k++) {
        struct worker *w = &workers[k];
        for (int i = 0; w->there && w->state == GIVEN; i++)
            turn(i);
        w->state = IDLE;
    }
}

/* ------------------------------------------------------- what a program calls
 */

int tally_pthread_create(pthread_t *out, const pthread_attr_t *attr,
                         void *(*start)(void *), void *arg)
{
    (void)attr;
    return create(out, start, NULL, arg);
}

int tally_pthread_join(pthread_t id, void **value)
{
    void *ignored;

    return join(id, value ? value : &ignored);
}

int tally_pthread_detach(pthread_t id)
{
    return find(id) ? 0 : ESRCH;
}

void tally_pthread_exit(void *value)
{
    tally_leave(value);
}

int tally_thrd_create(thrd_t *out, thrd_start_t start, void *arg)
{
    return create(out, NULL, start, arg) == 0 ? thrd_success : thrd_error;
}

int tally_thrd_join(thrd_t id, int *value)
{
    void *got;

    if (join(id, &got) != 0)
        return thrd_error;
    if (value)
        *value = (int)(intptr_t)got;
    return thrd_success;
}

int tally_thrd_detach(thrd_t id)
{
    return find(id) ? thrd_success : thrd_error;
}

void tally_thrd_exit(int value)
{
    tally_leave((void *)(intptr_t)value);
}
