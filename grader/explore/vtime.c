/* Virtual time. Each thread has a clock, which moves when it sleeps and when it
 * looks at it; one that joins another has waited for it. Sleeping lets the
 * others go first, and promises nothing. */
#include "grader/explore/libc.h"

#include <errno.h>
#include <sched.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

enum {
    NS_PER_US = 1000,
    NS_PER_S = 1000000000,
    DOUBLINGS = 20, /* of the microsecond that looking takes: about a second */
};

/* When a program starts: some day, and some time after the machine did. */
static const uint64_t started_s = 1700000000, up_s = 1000;

LIBC_REPLACES(sleep);
LIBC_REPLACES(usleep);
LIBC_REPLACES(nanosleep);
LIBC_REPLACES(clock_nanosleep);
LIBC_REPLACES(thrd_sleep);
LIBC_REPLACES(sched_yield);
LIBC_REPLACES(thrd_yield);
int ex_pthread_yield(void);
LIBC_REPLACES(clock_gettime);
LIBC_REPLACES(clock_getres);
LIBC_REPLACES(timespec_get);
LIBC_REPLACES(gettimeofday);
LIBC_REPLACES(time);
LIBC_REPLACES(clock);

static void yield(const struct libc_call *c)
{
    struct op op = {.kind = EVENT_CHOICE,
                    .yields = true,
                    .name = c->name,
                    .pc = c->pc,
                    .frame = c->frame};

    engine_trap(&op);
}

/* For a loop that waits and never looks at a clock this changes nothing: it
 * does not count as a write (spin.h). */
static void pass(const struct libc_call *c, uint64_t ns)
{
    engine.current->now_ns += ns;
    yield(c);
}

/* Looking again and again makes time go faster, so that a loop which waits for
 * a certain time comes to its end soon. */
static uint64_t look(void)
{
    struct libc_thread *me = libc_me();
    unsigned n = me->clock_reads < DOUBLINGS ? me->clock_reads : DOUBLINGS;

    me->clock_reads++;
    engine.current->now_ns += (uint64_t)NS_PER_US << n;
    return engine.current->now_ns;
}

static struct timespec timespec_of(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / NS_PER_S),
                             .tv_nsec = (long)(ns % NS_PER_S)};
}

static uint64_t ns_of(const struct timespec *t)
{
    return (uint64_t)t->tv_sec * NS_PER_S + (uint64_t)t->tv_nsec;
}

static bool is_time(const struct timespec *t)
{
    return t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < NS_PER_S;
}

uint64_t libc_clock_origin(clockid_t clock)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_TAI:
        return started_s * NS_PER_S;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        return 0;
    default:
        return up_s * NS_PER_S;
    }
}

/* ------------------------------------------------------------------- sleeping
 */

unsigned ex_sleep(unsigned seconds)
{
    LIBC_CALL("sleep");

    pass(&call, (uint64_t)seconds * NS_PER_S);
    return 0;
}

int ex_usleep(useconds_t us)
{
    LIBC_CALL("usleep");

    pass(&call, (uint64_t)us * NS_PER_US);
    return 0;
}

/* 0, or an error number. What is left stays as it is: no signal comes. */
static int sleep_for(const struct libc_call *c, clockid_t clock, int flags,
                     const struct timespec *t)
{
    uint64_t now = libc_clock_origin(clock) + engine.current->now_ns;

    libc_reads(c, t, sizeof *t);
    if (!is_time(t))
        return EINVAL;
    if (flags & TIMER_ABSTIME)
        pass(c, ns_of(t) > now ? ns_of(t) - now : 0);
    else
        pass(c, ns_of(t));
    return 0;
}

int ex_nanosleep(const struct timespec *t, struct timespec *left)
{
    LIBC_CALL("nanosleep");
    int error = sleep_for(&call, CLOCK_MONOTONIC, 0, t);

    (void)left;
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}

int ex_clock_nanosleep(clockid_t clock, int flags, const struct timespec *t,
                       struct timespec *left)
{
    LIBC_CALL("clock_nanosleep");

    (void)left;
    return sleep_for(&call, clock, flags, t);
}

int ex_thrd_sleep(const struct timespec *t, struct timespec *left)
{
    LIBC_CALL("thrd_sleep");

    (void)left;
    return sleep_for(&call, CLOCK_MONOTONIC, 0, t) == 0 ? 0 : -2;
}

int ex_sched_yield(void)
{
    LIBC_CALL("sched_yield");

    yield(&call);
    return 0;
}

int ex_pthread_yield(void)
{
    LIBC_CALL("pthread_yield");

    yield(&call);
    return 0;
}

void ex_thrd_yield(void)
{
    LIBC_CALL("thrd_yield");

    yield(&call);
}

/* --------------------------------------------------------------------- clocks
 */

static void show(const struct libc_call *c, clockid_t clock, struct timespec *t)
{
    libc_writes(c, t, sizeof *t);
    *t = timespec_of(libc_clock_origin(clock) + look());
}

int ex_clock_gettime(clockid_t clock, struct timespec *t)
{
    LIBC_CALL("clock_gettime");

    show(&call, clock, t);
    return 0;
}

int ex_clock_getres(clockid_t clock, struct timespec *t)
{
    LIBC_CALL("clock_getres");

    (void)clock;
    if (t) {
        libc_writes(&call, t, sizeof *t);
        *t = timespec_of(1);
    }
    return 0;
}

int ex_timespec_get(struct timespec *t, int base)
{
    LIBC_CALL("timespec_get");

    if (base != TIME_UTC)
        return 0;
    show(&call, CLOCK_REALTIME, t);
    return base;
}

int ex_gettimeofday(struct timeval *restrict t, void *restrict zone)
{
    LIBC_CALL("gettimeofday");
    uint64_t ns = libc_clock_origin(CLOCK_REALTIME) + look();

    (void)zone;
    libc_writes(&call, t, sizeof *t);
    t->tv_sec = (time_t)(ns / NS_PER_S);
    t->tv_usec = (suseconds_t)(ns % NS_PER_S / NS_PER_US);
    return 0;
}

time_t ex_time(time_t *t)
{
    LIBC_CALL("time");
    time_t now =
        (time_t)((libc_clock_origin(CLOCK_REALTIME) + look()) / NS_PER_S);

    if (t) {
        libc_writes(&call, t, sizeof *t);
        *t = now;
    }
    return now;
}

clock_t ex_clock(void)
{
    return (clock_t)(look() / NS_PER_US);
}
