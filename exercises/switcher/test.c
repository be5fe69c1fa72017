#include "threadlings.h"

#include "switcher.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What happened, in order: each thread adds letters. */
static char trace[256];
static size_t traced;

static void note(char c)
{
    if (traced < sizeof trace - 1)
        trace[traced++] = c;
}

/* Notes its letter, `turns` times, yielding in between. */
struct walker {
    char letter;
    int turns;
};

static void walk(void *arg)
{
    const struct walker *w = arg;

    for (int i = 0; i < w->turns; i++) {
        if (i > 0)
            co_yield();
        note(w->letter);
    }
}

static void set_to_42(void *arg)
{
    *(int *)arg = 42;
}

TEST(runs_with_its_argument, "A thread runs its function with its argument")
{
    int value = 0;

    ck_assert_int_eq(co_spawn(set_to_42, &value), 0);
    ck_assert_msg(value == 0, "the thread ran before co_run was called");
    co_run();
    ck_assert_int_eq(value, 42);
}

TEST(takes_turns, "co_yield runs the others, in spawn order, round robin")
{
    struct walker a = {'a', 3}, b = {'b', 3}, c = {'c', 3};

    co_spawn(walk, &a);
    co_spawn(walk, &b);
    co_spawn(walk, &c);
    co_run();
    ck_assert_str_eq(trace, "abcabcabc");
}

TEST(ends_at_different_times,
     "A thread that has ended is left out; the others keep their turns")
{
    struct walker a = {'a', 4}, b = {'b', 1}, c = {'c', 2};

    co_spawn(walk, &a);
    co_spawn(walk, &b);
    co_spawn(walk, &c);
    co_run();
    ck_assert_str_eq(trace, "abcacaa");
}

TEST(yields_alone, "A thread that is alone goes on after co_yield")
{
    struct walker a = {'a', 5};

    co_spawn(walk, &a);
    co_run();
    ck_assert_str_eq(trace, "aaaaa");
}

static int seen_self[4];

static void look_at_self(void *arg)
{
    int *seen = arg;

    *seen = co_self();
    co_yield();
    if (co_self() != *seen)
        *seen = -2;
}

TEST(knows_itself,
     "co_self is the id that co_spawn returned, and -1 outside a thread")
{
    ck_assert_int_eq(co_self(), -1);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(co_spawn(look_at_self, &seen_self[i]), i);
    ck_assert_int_eq(co_self(), -1);
    co_run();
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(seen_self[i], i);
    ck_assert_int_eq(co_self(), -1);
}

TEST(counts_from_zero_again, "Ids start at 0 again once co_run has returned")
{
    int value;

    for (int round = 0; round < 3; round++) {
        ck_assert_int_eq(co_spawn(set_to_42, &value), 0);
        ck_assert_int_eq(co_spawn(set_to_42, &value), 1);
        co_run();
    }
}

TEST(does_nothing_outside,
     "co_yield outside a thread and co_run without threads just return")
{
    int value = 0;

    co_yield();
    co_run();
    co_spawn(set_to_42, &value);
    co_yield(); /* spawned, but nobody runs yet: still outside */
    ck_assert_int_eq(value, 0);
    co_run();
    co_yield();
    ck_assert_int_eq(value, 42);
}

static struct walker child = {'c', 2};

static void spawn_a_child(void *arg)
{
    (void)arg;
    note('a');
    co_spawn(walk, &child);
    note('A');
    co_yield();
    note('x');
}

TEST(spawns_while_running,
     "A running thread may spawn; the new one waits last in the ready list")
{
    struct walker b = {'b', 2};

    co_spawn(spawn_a_child, NULL);
    co_spawn(walk, &b);
    co_run();
    ck_assert_str_eq(trace, "aAbcxbc");
}

/* Goes down `depth` calls, yields at the bottom, and checks on the way back
 * that every local still has its value. */
static int descend(int depth, int salt)
{
    int before = depth * 31 + salt;
    double half = depth + salt / 2.0;
    int wrong = 0;

    if (depth > 0)
        wrong = descend(depth - 1, salt);
    co_yield();
    return wrong + (before != depth * 31 + salt) + (half != depth + salt / 2.0);
}

struct diver {
    int salt, wrong;
};

static void dive(void *arg)
{
    struct diver *d = arg;

    d->wrong = descend(20, d->salt);
}

TEST(keeps_locals,
     "Locals keep their values while other threads run, however deep the calls")
{
    struct diver divers[8];

    for (int i = 0; i < 8; i++) {
        divers[i] = (struct diver){i * 1000 + 1, -1};
        co_spawn(dive, &divers[i]);
    }
    co_run();
    for (int i = 0; i < 8; i++)
        ck_assert_msg(divers[i].wrong == 0,
                      "thread %d found %d of its local variables changed", i,
                      divers[i].wrong);
}

/* Behind a pointer, so that AddressSanitizer looks at each access. */
__attribute__((noinline)) static void fill(volatile unsigned char *bytes,
                                           size_t n, unsigned char with)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = with;
}

__attribute__((noinline)) static size_t
count_others(const volatile unsigned char *bytes, size_t n, unsigned char than)
{
    size_t others = 0;

    for (size_t i = 0; i < n; i++)
        others += bytes[i] != than;
    return others;
}

enum { USED = 48 * 1024 }; /* of the promised 64 KiB; the rest is for calls */

/* Goes down the stack in small steps, so that none leaps over the zone that
 * AddressSanitizer keeps around a block; yields at the bottom. Returns how many
 * bytes were changed by somebody else. */
__attribute__((noinline)) static size_t go_down(uintptr_t top, int depth)
{
    unsigned char bytes[64];
    size_t wrong = 0;

    fill(bytes, sizeof bytes, (unsigned char)depth);
    if (top - (uintptr_t)bytes < USED)
        wrong = go_down(top, depth + 1);
    else
        co_yield();
    return wrong + count_others(bytes, sizeof bytes, (unsigned char)depth);
}

static void use_48_kib(void *arg)
{
    unsigned char top = 0;

    *(size_t *)arg = go_down((uintptr_t)&top, 0);
}

TEST(has_room, "A thread can use 48 KiB of its stack")
{
    size_t wrong = 1;

    co_spawn(use_48_kib, &wrong);
    co_run();
    ck_assert_msg(wrong == 0, "%zu bytes of its own stack were changed", wrong);
}

enum { FILLED = 8 * 1024 };

struct filler {
    unsigned char byte;
    size_t wrong;
};

static void fill_the_stack(void *arg)
{
    struct filler *f = arg;
    unsigned char bytes[FILLED];

    fill(bytes, sizeof bytes, f->byte);
    co_yield();
    f->wrong = count_others(bytes, sizeof bytes, f->byte);
}

TEST(has_a_stack_of_its_own, "Nobody else writes on the stack of a thread")
{
    struct filler fillers[6];

    for (int i = 0; i < 6; i++) {
        fillers[i] = (struct filler){(unsigned char)(i + 1), FILLED};
        co_spawn(fill_the_stack, &fillers[i]);
    }
    co_run();
    for (int i = 0; i < 6; i++)
        ck_assert_msg(fillers[i].wrong == 0,
                      "%zu bytes on the stack of thread %d were changed",
                      fillers[i].wrong, i);
}

TEST(stops_at_the_limit,
     "At CO_MAX threads co_spawn fails with EAGAIN, and works again later")
{
    static struct walker a = {'a', 2};

    for (int i = 0; i < CO_MAX; i++)
        ck_assert_int_eq(co_spawn(walk, &a), i);
    errno = 0;
    ck_assert_int_eq(co_spawn(walk, &a), -1);
    ck_assert_int_eq(errno, EAGAIN);
    co_run();
    ck_assert_uint_eq(traced, 2 * CO_MAX);
    ck_assert_int_eq(co_spawn(walk, &a), 0);
    co_run();
}

static int late_id;

static void spawn_late(void *arg)
{
    co_yield();
    co_yield(); /* by now the others have ended */
    late_id = co_spawn(set_to_42, arg);
}

TEST(counts_the_living,
     "The limit is on threads alive at once: one that ended makes room")
{
    static struct walker a = {'a', 1};
    int value = 0;

    co_spawn(spawn_late, &value);
    for (int i = 1; i < CO_MAX; i++)
        co_spawn(walk, &a);
    co_run();
    ck_assert_int_eq(late_id, CO_MAX);
    ck_assert_int_eq(value, 42);
}

TEST(survives_lack_of_memory,
     "Without memory co_spawn fails with ENOMEM and nothing else is lost")
{
    struct walker a = {'a', 2};
    int ids = 0;

    for (size_t n = 1; n <= 3; n++) {
        tl_fail_allocation(n);
        errno = 0;
        int id = co_spawn(walk, &a);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) { /* it needs fewer allocations: nothing failed */
            ck_assert_int_eq(id, ids);
            ids++;
            break;
        }
        ck_assert_int_eq(id, -1);
        ck_assert_int_eq(why, ENOMEM);
    }
    co_spawn(walk, &a);
    co_run();
    ck_assert_str_eq(trace, ids == 0 ? "aa" : "aaaa");
}

static size_t switches;

static void count_switches(void *arg)
{
    size_t n = *(const size_t *)arg;

    for (size_t i = 0; i < n; i++) {
        switches++;
        co_yield();
    }
}

TEST(switches_for_long,
     "A hundred thousand switches use no more stack than the first")
{
    size_t n = tl_rounds(50000);

    co_spawn(count_switches, &n);
    co_spawn(count_switches, &n);
    co_run();
    ck_assert_uint_eq(switches, 2 * n);
}

TEST(can_be_used_again, "Rounds of co_spawn and co_run can follow each other")
{
    struct walker a = {'a', 2}, b = {'b', 2};

    for (int round = 0; round < 50; round++) {
        traced = 0;
        memset(trace, 0, sizeof trace);
        co_spawn(walk, &a);
        co_spawn(walk, &b);
        co_run();
        ck_assert_str_eq(trace, "abab");
    }
}
