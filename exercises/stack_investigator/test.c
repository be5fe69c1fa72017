/* The bounds are compared with what the kernel says about single bytes. Threads
 * that are asked about wait at a gate, so that they are alive for exactly as
 * long as a test wants. */
#include "threadlings.h"

#include "stack_investigator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MIB = 1 << 20, ROOM = 4096 };

/* True if the byte can be read, and then also written: the kernel is asked to
 * take it from there, or to put it there. No sanitizer comes between. */
static bool usable(const void *byte)
{
    static int ends[2] = {-1, -1};
    bool ok;

    if (ends[0] < 0)
        ck_assert_int_eq(pipe(ends), 0);
    ok = syscall(SYS_write, ends[1], byte, 1) == 1;
    if (ok)
        ok = syscall(SYS_read, ends[0], byte, 1) == 1;
    return ok;
}

/* True if there is a mapping, readable or not. */
static bool mapped(const void *byte)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    unsigned char resident;

    return mincore((void *)((uintptr_t)byte / page * page), 1, &resident) == 0;
}

/* A thread that says where a local of it is, and waits. */
struct subject {
    pthread_t thread;
    const void *local;
    struct si_stack seen_from_inside;
    int error; /* of that */
    pthread_barrier_t there, leave;
};

static void *be_there(void *arg)
{
    struct subject *s = arg;
    char local = 0;

    s->local = &local;
    s->error = si_stack_of(pthread_self(), &s->seen_from_inside);
    pthread_barrier_wait(&s->there);
    pthread_barrier_wait(&s->leave);
    return NULL;
}

static void prepare(struct subject *s)
{
    *s = (struct subject){.error = -1};
    pthread_barrier_init(&s->there, NULL, 2);
    pthread_barrier_init(&s->leave, NULL, 2);
}

static void begin(struct subject *s, const pthread_attr_t *attr)
{
    prepare(s);
    ck_assert_int_eq(pthread_create(&s->thread, attr, be_there, s), 0);
    pthread_barrier_wait(&s->there);
}

static void begin_with(struct subject *s, size_t stack, size_t guard)
{
    prepare(s);
    int error = si_start(&s->thread, stack, guard, be_there, s);

    ck_assert_msg(error == 0, "si_start returned %d (%s)", error,
                  strerror(error));
    pthread_barrier_wait(&s->there);
}

static void finish(struct subject *s)
{
    pthread_barrier_wait(&s->leave);
    ck_assert_int_eq(pthread_join(s->thread, NULL), 0);
}

static struct si_stack stack_of(pthread_t thread)
{
    struct si_stack stack = {NULL, 0, 0};
    int error = si_stack_of(thread, &stack);

    ck_assert_msg(error == 0, "si_stack_of returned %d (%s)", error,
                  strerror(error));
    ck_assert_msg(stack.low != NULL, "si_stack_of left `low` NULL");
    return stack;
}

/* ------------------------------------------------------------ without threads
 */

TEST(measures_distance, "The distance is the same both ways, and may be large")
{
    char bytes[100];
    const void *far = (const void *)((uintptr_t)bytes + ((size_t)5 << 30));

    ck_assert_uint_eq(si_distance(&bytes[70], &bytes[30]), 40);
    ck_assert_uint_eq(si_distance(&bytes[30], &bytes[70]), 40);
    ck_assert_uint_eq(si_distance(bytes, bytes), 0);
    ck_assert_uint_eq(si_distance(bytes, far), (size_t)5 << 30);
    ck_assert_uint_eq(si_distance(far, bytes), (size_t)5 << 30);
}

static const char *name(enum si_place place)
{
    return place == SI_STACK   ? "SI_STACK"
           : place == SI_GUARD ? "SI_GUARD"
                               : "SI_OUTSIDE";
}

static void lies(const struct si_stack *s, const char *at, enum si_place where,
                 const char *what)
{
    enum si_place said = si_where(s, at);

    ck_assert_msg(said == where, "%s: si_where said %s, not %s", what,
                  name(said), name(where));
}

TEST(tells_stack_from_guard,
     "Each byte lies in the stack, in the guard below it, or outside")
{
    static char memory[ROOM];
    struct si_stack s = {memory + 1000, 2000, 500};

    lies(&s, memory + 1000, SI_STACK, "the lowest byte of the stack");
    lies(&s, memory + 1700, SI_STACK, "a byte in the middle of the stack");
    lies(&s, memory + 2999, SI_STACK, "the highest byte of the stack");
    lies(&s, memory + 3000, SI_OUTSIDE, "the first byte above the stack");
    lies(&s, memory + 999, SI_GUARD, "the highest byte of the guard");
    lies(&s, memory + 500, SI_GUARD, "the lowest byte of the guard");
    lies(&s, memory + 499, SI_OUTSIDE, "the first byte below the guard");
    lies(&s, NULL, SI_OUTSIDE, "NULL");
    s.guard = 0;
    lies(&s, memory + 999, SI_OUTSIDE,
         "a stack without a guard: the byte "
         "below it");
}

/* ----------------------------------------------------------------- one thread
 */

TEST(agrees_with_the_kernel,
     "The stack begins and ends where the kernel says; the guard is below it")
{
    static struct subject s;
    pthread_attr_t attr;

    ck_assert_int_eq(pthread_attr_init(&attr), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&attr, MIB), 0);
    begin(&s, &attr);
    struct si_stack stack = stack_of(s.thread);
    const char *top = stack.low + stack.size;

    ck_assert_msg(stack.size >= MIB, "the size is %zu, asked for were %d",
                  stack.size, MIB);
    ck_assert_msg(usable(stack.low), "the lowest byte cannot be used");
    ck_assert_msg(usable(top - 1), "the highest byte cannot be used");
    ck_assert_msg(usable(stack.low + stack.size / 2),
                  "a byte in the middle cannot be used");
    ck_assert_msg(stack.guard > 0, "the size of the guard is 0");
    ck_assert_msg(!usable(stack.low - 1),
                  "the byte below the lowest one can be used: is it a guard?");
    ck_assert_msg(!usable(stack.low - stack.guard),
                  "the lowest byte of the guard can be used");
    ck_assert_msg(mapped(stack.low - 1) && mapped(stack.low - stack.guard),
                  "the guard belongs to no mapping: it lies elsewhere");
    finish(&s);
    pthread_attr_destroy(&attr);
}

TEST(finds_the_local, "A local of a thread lies in the stack of that thread")
{
    static struct subject s;

    begin(&s, NULL);
    struct si_stack stack = stack_of(s.thread);

    lies(&stack, s.local, SI_STACK, "a local of the thread");
    lies(&stack, (const char *)&s, SI_OUTSIDE, "a static variable");
    lies(&stack, (const char *)&stack, SI_OUTSIDE, "a local of the test");
    finish(&s);
}

TEST(looks_at_the_thread_it_is_given,
     "si_stack_of says the same about a thread, whoever asks")
{
    static struct subject a, b;

    begin(&a, NULL);
    begin(&b, NULL);
    ck_assert_int_eq(a.error, 0);
    ck_assert_int_eq(b.error, 0);
    struct si_stack of_a = stack_of(a.thread), of_b = stack_of(b.thread);

    ck_assert_msg(of_a.low != of_b.low, "two threads, and one stack");
    ck_assert_ptr_eq(of_a.low, a.seen_from_inside.low);
    ck_assert_uint_eq(of_a.size, a.seen_from_inside.size);
    ck_assert_uint_eq(of_a.guard, a.seen_from_inside.guard);
    ck_assert_ptr_eq(of_b.low, b.seen_from_inside.low);
    lies(&of_a, b.local, SI_OUTSIDE, "a local of another thread");
    finish(&b);
    finish(&a);
}

/* ---------------------------------------------------------------------- sizes
 */

TEST(knows_the_default, "A thread without attributes gets the default size")
{
    static struct subject s;
    pthread_attr_t attr;

    ck_assert_int_eq(pthread_attr_init(&attr), 0);
    /* Other than on any system, so that it cannot be guessed. */
    ck_assert_int_eq(pthread_attr_setstacksize(&attr, 3 * MIB), 0);
    ck_assert_int_eq(pthread_setattr_default_np(&attr), 0);
    ck_assert_uint_eq(si_default_size(), 3 * MIB);
    begin(&s, NULL);
    struct si_stack stack = stack_of(s.thread);
    ck_assert_msg(stack.size >= 3 * MIB && stack.size < 4 * MIB,
                  "the default is 3 MiB, but si_stack_of says %zu bytes",
                  stack.size);
    finish(&s);
    ck_assert_int_eq(pthread_attr_setstacksize(&attr, 5 * MIB), 0);
    ck_assert_int_eq(pthread_setattr_default_np(&attr), 0);
    ck_assert_uint_eq(si_default_size(), 5 * MIB);
    pthread_attr_destroy(&attr);
}

TEST(starts_with_a_size, "si_start gives a thread the stack it was asked for")
{
    static struct subject small, large;

    begin_with(&small, MIB, 4096);
    begin_with(&large, 6 * MIB, 4096);
    size_t a = stack_of(small.thread).size, b = stack_of(large.thread).size;

    ck_assert_msg(a >= MIB && a < 2 * MIB,
                  "asked for 1 MiB of stack, got %zu bytes", a);
    ck_assert_msg(b >= 6 * MIB && b < 7 * MIB,
                  "asked for 6 MiB of stack, got %zu bytes", b);
    finish(&large);
    finish(&small);
}

TEST(starts_with_a_guard, "si_start gives a thread the guard it was asked for")
{
    static struct subject s, bare;

    begin_with(&s, MIB, 65536);
    struct si_stack stack = stack_of(s.thread);
    ck_assert_msg(stack.guard >= 65536, "asked for a guard of 65536, got %zu",
                  stack.guard);
    for (size_t below = 1; below <= 65536; below += 4096)
        ck_assert_msg(!usable(stack.low - below),
                      "the byte %zu below the stack can be used", below);
    begin_with(&bare, MIB, 0);
    ck_assert_uint_eq(stack_of(bare.thread).guard, 0);
    finish(&bare);
    finish(&s);
}

static void *note_that_it_ran(void *arg)
{
    *(int *)arg = 1;
    return NULL;
}

TEST(refuses_too_small, "si_start returns EINVAL for a stack of 100 bytes")
{
    pthread_t thread;
    int ran = 0;

    errno = 0;
    int error = si_start(&thread, 100, 4096, note_that_it_ran, &ran);
    if (error == 0)
        pthread_join(thread, NULL);
    ck_assert_msg(error == EINVAL, "it returned %d, not EINVAL%s", error,
                  ran ? ", and the thread ran" : "");
    ck_assert_uint_eq(tl_threads_created(), 0);
}

TEST(passes_errors_on, "si_start returns the error number of pthread_create")
{
    pthread_t thread;
    int ran = 0;

    tl_fail_thread(1);
    errno = 0;
    int error = si_start(&thread, MIB, 4096, note_that_it_ran, &ran);
    tl_fail_thread(0); /* there is no thread to join, whatever it returned */
    ck_assert_msg(error == EAGAIN, "it returned %d, not EAGAIN (%d)", error,
                  EAGAIN);
}

/* --------------------------------------------------------------------- survey
 */

enum { SURVEYED = 5 };

TEST(surveys, "n stacks that exist at the same time do not overlap")
{
    static struct si_report r[SURVEYED];
    int error = si_survey(SURVEYED, r);

    ck_assert_msg(error == 0, "si_survey returned %d (%s)", error,
                  strerror(error));
    for (int i = 0; i < SURVEYED; i++) {
        ck_assert_msg(r[i].local != NULL, "report %d has no local", i);
        ck_assert_msg(r[i].stack.size > 0, "report %d has no stack", i);
        lies(&r[i].stack, r[i].local, SI_STACK, "a thread's own local");
    }
    for (int i = 0; i < SURVEYED; i++) {
        for (int j = 0; j < SURVEYED; j++) {
            if (i == j)
                continue;
            ck_assert_msg(r[i].local != r[j].local,
                          "threads %d and %d had a local at the same address",
                          i, j);
            lies(&r[i].stack, r[j].local, SI_OUTSIDE,
                 "a local of another thread");
            size_t apart = si_distance(r[i].stack.low, r[j].stack.low);
            ck_assert_msg(apart >= r[i].stack.size + r[i].stack.guard,
                          "stacks %d and %d overlap: %zu bytes apart", i, j,
                          apart);
        }
    }
    ck_assert_uint_eq(tl_threads_created(), SURVEYED);
    ck_assert_uint_eq(tl_threads_joined(), SURVEYED);
}

TEST(surveys_nobody, "A survey of no threads is fine")
{
    ck_assert_int_eq(si_survey(0, NULL), 0);
    ck_assert_uint_eq(tl_threads_created(), 0);
}

TEST(survives_lack_of_threads,
     "When a thread cannot be created, those before it are joined")
{
    static struct si_report r[SURVEYED];

    tl_fail_thread(3);
    errno = 0;
    int error = si_survey(SURVEYED, r);
    tl_fail_thread(0);
    ck_assert_msg(error == EAGAIN, "it returned %d, not EAGAIN (%d)", error,
                  EAGAIN);
    size_t made = tl_threads_created(), joined = tl_threads_joined();
    ck_assert_msg(made == joined, "%zu threads were created, %zu joined", made,
                  joined);
}
