/* Philosophers meet at barriers, so that several eat at the same time.
 *
 * Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct answer passes however long a pause is. */
#include "threadlings.h"

#include "dining_philosophers.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

static table *lay(size_t n)
{
    table *t = table_create(n);

    ck_assert_msg(t != NULL, "table_create(%zu) returned NULL", n);
    return t;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

/* ----------------------------------------------------------------- one thread
 */

TEST(eats_alone, "Philosophers who come one after another all eat")
{
    for (size_t n = 2; n <= 7; n++) {
        table *t = lay(n);
        for (size_t i = 0; i < 3 * n; i++) {
            table_pick_up(t, i % n);
            table_put_down(t, i % n);
        }
        table_destroy(t);
    }
}

TEST(refuses_small_tables, "A table for less than two is EINVAL")
{
    for (size_t n = 0; n < 2; n++) {
        errno = 0;
        table *t = table_create(n);
        ck_assert_msg(t == NULL, "table_create(%zu) returned a table", n);
        ck_assert_int_eq(errno, EINVAL);
    }
    ck_assert_uint_eq(tl_allocations_held(), 0);
}

TEST(survives_lack_of_memory,
     "Without memory table_create returns NULL with ENOMEM and keeps nothing")
{
    for (size_t n = 1; n < 30; n++) {
        size_t before = tl_allocations_held();
        tl_fail_allocation(n);
        errno = 0;
        table *t = table_create(5);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) { /* it needs fewer: nothing failed */
            ck_assert_ptr_nonnull(t);
            table_destroy(t);
            return;
        }
        ck_assert_msg(t == NULL, "allocation %zu failed, but there is a table",
                      n);
        ck_assert_int_eq(why, ENOMEM);
        ck_assert_uint_eq(tl_allocations_held(), before);
    }
}

TEST(destroys_null, "table_destroy(NULL) does nothing")
{
    table_destroy(NULL);
}

/* -------------------------------------------------------------- several
 * threads
 */

struct guest {
    table *t;
    size_t i;
    pthread_barrier_t *meet; /* while eating; NULL: do not wait */
    atomic_bool eats, ate;
    pthread_t thread;
};

static void *dine(void *arg)
{
    struct guest *g = arg;

    table_pick_up(g->t, g->i);
    atomic_store(&g->eats, true);
    if (g->meet != NULL)
        pthread_barrier_wait(g->meet);
    atomic_store(&g->eats, false);
    table_put_down(g->t, g->i);
    atomic_store(&g->ate, true);
    return NULL;
}

static void come(struct guest *g, table *t, size_t i, pthread_barrier_t *meet)
{
    *g = (struct guest){.t = t, .i = i, .meet = meet};
    ck_assert_int_eq(pthread_create(&g->thread, NULL, dine, g), 0);
}

static void leave(struct guest *g)
{
    ck_assert_int_eq(pthread_join(g->thread, NULL), 0);
    ck_assert(atomic_load(&g->ate));
}

STRESS(neighbours_wait, "Neither neighbour eats before the forks are put down")
{
    table *t = lay(5);
    struct guest left, right;

    table_pick_up(t, 0);
    come(&left, t, 4, NULL);
    come(&right, t, 1, NULL);
    pause_ms(20);
    bool left_ate = atomic_load(&left.ate), right_ate = atomic_load(&right.ate);
    table_put_down(t, 0);
    leave(&left);
    leave(&right);
    ck_assert_msg(!left_ate, "philosopher 4 ate beside 0");
    ck_assert_msg(!right_ate, "philosopher 1 ate beside 0");
    table_destroy(t);
}

TEST(every_second_eats,
     "Three philosophers, no two of them neighbours, eat at the same time")
{
    table *t = lay(6);
    struct guest g[3];
    pthread_barrier_t all;

    pthread_barrier_init(&all, NULL, 3);
    for (size_t i = 0; i < 3; i++)
        come(&g[i], t, 2 * i, &all);
    for (int i = 0; i < 3; i++)
        leave(&g[i]);
    pthread_barrier_destroy(&all);
    table_destroy(t);
}

TEST(both_sides_eat, "Who puts down his forks lets both neighbours eat at once")
{
    table *t = lay(4);
    struct guest left, right;
    pthread_barrier_t both;

    pthread_barrier_init(&both, NULL, 2);
    table_pick_up(t, 0);
    come(&left, t, 3, &both);
    come(&right, t, 1, &both);
    pause_ms(20); /* they sleep now, most likely */
    table_put_down(t, 0);
    leave(&left);
    leave(&right);
    pthread_barrier_destroy(&both);
    table_destroy(t);
}

static double ms_of(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

enum { ASLEEP_MS = 10 }; /* processor time that still counts as asleep */

TEST(waits_asleep, "Who waits for his forks does not keep a processor busy")
{
    table *t = lay(3);
    struct guest hungry;
    clockid_t its_clock;
    double used = 0;

    table_pick_up(t, 0);
    come(&hungry, t, 1, NULL);
    ck_assert_int_eq(pthread_getcpuclockid(hungry.thread, &its_clock), 0);
    /* Where the machine is busy it takes longer until a thread that does not
     * sleep has used that much: while there is a doubt, wait. */
    for (int i = 0; i < 15 || (i < 400 && used > 2 && used < 2 * ASLEEP_MS);
         i++) {
        pause_ms(3);
        used = ms_of(its_clock);
    }
    table_put_down(t, 0);
    leave(&hungry);
    ck_assert_msg(used < ASLEEP_MS,
                  "it used %.0f ms of processor time while it waited", used);
    table_destroy(t);
}

enum { GUESTS = 5 };

struct eater {
    table *t;
    size_t i, rounds;
    unsigned *meals; /* of each fork; whoever holds it */
};

static void *eat_often(void *arg)
{
    struct eater *e = arg;

    for (size_t k = 0; k < e->rounds; k++) {
        table_pick_up(e->t, e->i);
        e->meals[e->i]++;
        e->meals[(e->i + GUESTS - 1) % GUESTS]++;
        table_put_down(e->t, e->i);
    }
    return NULL;
}

STRESS(five_eat_often, "Five philosophers eat often, and no meal gets lost")
{
    table *t = lay(GUESTS);
    unsigned meals[GUESTS] = {0};
    struct eater e[GUESTS];
    pthread_t threads[GUESTS];
    size_t rounds = tl_rounds(10000);

    for (size_t i = 0; i < GUESTS; i++) {
        e[i] = (struct eater){t, i, rounds, meals};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, eat_often, &e[i]),
                         0);
    }
    for (int i = 0; i < GUESTS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < GUESTS; i++)
        ck_assert_uint_eq(meals[i], 2 * rounds);
    table_destroy(t);
}
