/* Items are done once each, whoever of the workers dies. */
#include "src/class/crew.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite(void);

enum { ITEMS = 50, WORKERS = 3 };

/* What workers and caller share. */
static struct board {
    int begun[ITEMS];
    int running, most;
    int ready; /* workers that were told to begin */
    pid_t who[ITEMS];
} * board;

static int done[ITEMS], gone[ITEMS];
static int deadly = -1, deaths; /* item, and how often it kills its worker */
static volatile sig_atomic_t stop;

static void setup(void)
{
    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(board, MAP_FAILED);
    deadly = -1;
    stop = 0;
    memset(done, 0, sizeof done);
    memset(gone, 0, sizeof gone);
}

static void work(void *ctx, size_t item)
{
    int now = __atomic_add_fetch(&board->running, 1, __ATOMIC_SEQ_CST);

    (void)ctx;
    if (now > board->most)
        board->most = now;
    board->who[item] = getpid();
    if (board->begun[item]++ < deaths && (int)item == deadly) {
        __atomic_sub_fetch(&board->running, 1, __ATOMIC_SEQ_CST);
        raise(SIGKILL);
    }
    usleep(1000);
    __atomic_sub_fetch(&board->running, 1, __ATOMIC_SEQ_CST);
}

static void ended(void *ctx, size_t item, enum crew_end how)
{
    (void)ctx;
    done[item] += how == CREW_DONE;
    gone[item] += how == CREW_LOST;
}

static struct crew crew_of(size_t items)
{
    return (struct crew){.workers = WORKERS,
                         .items = items,
                         .work = work,
                         .ended = ended,
                         .stop = &stop};
}

static void no_child_is_left(void)
{
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

START_TEST(each_item_once)
{
    struct crew c = crew_of(ITEMS);
    struct err e;

    ck_assert(crew_run(&c, &e));
    for (int i = 0; i < ITEMS; i++) {
        ck_assert_int_eq(board->begun[i], 1);
        ck_assert_int_eq(done[i], 1);
        ck_assert_int_eq(gone[i], 0);
        ck_assert_int_ne(board->who[i], getpid());
    }
    ck_assert_int_ge(board->most, 2);
    ck_assert_int_le(board->most, WORKERS);
    no_child_is_left();
}
END_TEST

/* As one that takes other rights: the kernel forgets who is to be killed. */
static void begin(void *ctx)
{
    (void)ctx;
    __atomic_add_fetch(&board->ready, 1, __ATOMIC_SEQ_CST);
    ck_assert_int_eq(prctl(PR_SET_PDEATHSIG, 0), 0);
}

static void work_of_one_that_began(void *ctx, size_t item)
{
    int signal = 0;

    (void)ctx;
    if (prctl(PR_GET_PDEATHSIG, &signal) == 0 && signal == SIGKILL &&
        board->ready > 0)
        board->begun[item]++;
    usleep(1000);
}

START_TEST(each_worker_begins_once)
{
    struct crew c = crew_of(ITEMS);
    struct err e;

    c.begin = begin;
    c.work = work_of_one_that_began;
    ck_assert(crew_run(&c, &e));
    for (int i = 0; i < ITEMS; i++)
        ck_assert_int_eq(board->begun[i], 1);
    ck_assert_int_eq(board->ready, WORKERS);
}
END_TEST

START_TEST(nothing_to_do)
{
    struct crew c = crew_of(0);
    struct err e;

    ck_assert(crew_run(&c, &e));
    no_child_is_left();
}
END_TEST

START_TEST(a_worker_that_dies_is_replaced)
{
    struct crew c = crew_of(ITEMS);
    struct err e;

    deadly = 7;
    deaths = 1;
    ck_assert(crew_run(&c, &e));
    for (int i = 0; i < ITEMS; i++)
        ck_assert_int_eq(done[i], 1);
    ck_assert_int_eq(board->begun[7], 2);
    no_child_is_left();
}
END_TEST

/* A child that outlives its worker holds the worker's socket open. */
static void work_of_one_with_a_child(void *ctx, size_t item)
{
    (void)ctx;
    if (board->begun[item]++ > 0 || item != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        sleep(60);
        _exit(0);
    }
    board->who[item] = child;
    raise(SIGKILL);
}

START_TEST(a_worker_that_dies_before_its_child_is_replaced)
{
    struct crew c = crew_of(ITEMS);
    struct err e;

    c.work = work_of_one_with_a_child;
    bool ok = crew_run(&c, &e);
    kill(board->who[0], SIGKILL);
    ck_assert(ok);
    for (int i = 0; i < ITEMS; i++)
        ck_assert_int_eq(done[i], 1);
    ck_assert_int_eq(board->begun[0], 2);
    no_child_is_left();
}
END_TEST

START_TEST(an_item_that_kills_twice_is_lost)
{
    struct crew c = crew_of(ITEMS);
    struct err e;

    deadly = ITEMS - 1;
    deaths = 100;
    ck_assert(crew_run(&c, &e));
    for (int i = 0; i < ITEMS - 1; i++)
        ck_assert_int_eq(done[i], 1);
    ck_assert_int_eq(done[ITEMS - 1], 0);
    ck_assert_int_eq(gone[ITEMS - 1], 1);
    ck_assert_int_eq(board->begun[ITEMS - 1], 2);
    no_child_is_left();
}
END_TEST

static void until_told(void *ctx, size_t item)
{
    (void)ctx;
    board->begun[item]++;
    while (*crew_stop() == 0)
        usleep(1000);
}

static void stop_it(void *ctx)
{
    (void)ctx;
    if (board->begun[0] && board->begun[1] && board->begun[2])
        stop = 1;
}

START_TEST(stops_what_runs_and_begins_nothing_more)
{
    struct crew c = crew_of(ITEMS);
    struct err e;

    c.work = until_told;
    c.tick = stop_it;
    ck_assert(!crew_run(&c, &e));
    ck_assert_str_eq(e.text, "stopped");
    for (int i = WORKERS; i < ITEMS; i++)
        ck_assert_int_eq(board->begun[i], 0);
    no_child_is_left();
}
END_TEST

/* The workers' deaths are seen by whoever adopts them: this process. */
START_TEST(workers_do_not_outlive_the_caller)
{
    struct crew c = crew_of(ITEMS);
    struct err e;
    int left = 0;

    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    c.work = until_told;
    pid_t caller = fork();
    if (caller == 0)
        _exit(crew_run(&c, &e));
    while (!(board->begun[0] && board->begun[1] && board->begun[2]))
        usleep(1000);
    kill(caller, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0)
        left++;
    ck_assert_int_eq(left, 1 + WORKERS);
    no_child_is_left();
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *added = tcase_create(name);

    tcase_add_checked_fixture(added, setup, NULL);
    tcase_add_test(added, test);
    suite_add_tcase(s, added);
}

Suite *suite(void)
{
    Suite *s = suite_create("crew");

#define ADD(test) add(s, #test, test)
    ADD(each_item_once);
    ADD(each_worker_begins_once);
    ADD(nothing_to_do);
    ADD(a_worker_that_dies_is_replaced);
    ADD(a_worker_that_dies_before_its_child_is_replaced);
    ADD(an_item_that_kills_twice_is_lost);
    ADD(stops_what_runs_and_begins_nothing_more);
    ADD(workers_do_not_outlive_the_caller);
    return s;
}
