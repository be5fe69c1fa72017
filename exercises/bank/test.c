/* Where an order is forced, it is by the log: it keeps a transfer under way for
 * as long as a test wants. */
#include "threadlings.h"

#include "bank.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bank *create(size_t n, const int *balances, bank_log log, void *arg)
{
    bank *b = bank_create(n, balances, log, arg);

    ck_assert_msg(b != NULL, "bank_create returned NULL");
    return b;
}

static const char *name(enum bank_result r)
{
    static const char *const names[] = {"BANK_DONE", "BANK_NO_ACCOUNT",
                                        "BANK_BAD_AMOUNT", "BANK_NO_FUNDS",
                                        "BANK_TOO_MUCH"};

    return r <= BANK_TOO_MUCH ? names[r] : "something else";
}

static void transfer(bank *b, size_t from, size_t to, int amount,
                     enum bank_result expected)
{
    enum bank_result r = bank_transfer(b, from, to, amount);

    ck_assert_msg(r == expected,
                  "a transfer of %d from %zu to %zu gave %s, not %s", amount,
                  from, to, name(r), name(expected));
}

static void holds(bank *b, size_t account, int expected)
{
    int balance = bank_balance(b, account);

    ck_assert_msg(balance == expected, "the balance of %zu is %d, not %d",
                  account, balance, expected);
}

/* ----------------------------------------------------------------- one thread
 */

TEST(moves_money, "A transfer takes from one account and gives to the other")
{
    bank *b = create(3, (const int[]){100, 20, 3}, NULL, NULL);

    transfer(b, 0, 1, 30, BANK_DONE);
    transfer(b, 2, 0, 3, BANK_DONE);
    holds(b, 0, 73);
    holds(b, 1, 50);
    holds(b, 2, 0);
    bank_destroy(b);
}

TEST(refuses, "A transfer that is refused changes nothing")
{
    bank *b = create(2, (const int[]){100, 20}, NULL, NULL);

    transfer(b, 0, 1, 101, BANK_NO_FUNDS);
    transfer(b, 1, 0, 21, BANK_NO_FUNDS);
    transfer(b, 0, 1, 0, BANK_BAD_AMOUNT);
    transfer(b, 0, 1, -5, BANK_BAD_AMOUNT);
    transfer(b, 0, 1, INT_MIN, BANK_BAD_AMOUNT);
    transfer(b, 0, 2, 1, BANK_NO_ACCOUNT);
    transfer(b, 2, 0, 1, BANK_NO_ACCOUNT);
    transfer(b, SIZE_MAX, SIZE_MAX, 1, BANK_NO_ACCOUNT);
    transfer(b, 0, 7, -1, BANK_NO_ACCOUNT);
    holds(b, 0, 100);
    holds(b, 1, 20);
    holds(b, 2, -1);
    transfer(b, 0, 1, 100, BANK_DONE);
    holds(b, 0, 0);
    bank_destroy(b);
}

TEST(holds_at_most_int_max, "No balance becomes greater than INT_MAX")
{
    bank *b = create(2, (const int[]){INT_MAX, INT_MAX - 5}, NULL, NULL);

    transfer(b, 0, 1, 6, BANK_TOO_MUCH);
    transfer(b, 0, 1, INT_MAX, BANK_TOO_MUCH);
    holds(b, 0, INT_MAX);
    holds(b, 1, INT_MAX - 5);
    transfer(b, 0, 1, 5, BANK_DONE);
    holds(b, 1, INT_MAX);
    bank_destroy(b);
}

TEST(transfers_to_itself,
     "A transfer to itself is done or refused, and changes nothing")
{
    bank *b = create(2, (const int[]){100, INT_MAX}, NULL, NULL);

    transfer(b, 0, 0, 40, BANK_DONE);
    transfer(b, 0, 0, 100, BANK_DONE);
    transfer(b, 0, 0, 101, BANK_NO_FUNDS);
    transfer(b, 1, 1, INT_MAX, BANK_DONE);
    holds(b, 0, 100);
    holds(b, 1, INT_MAX);
    /* And its lock is free afterwards. */
    transfer(b, 0, 0, 1, BANK_DONE);
    bank_destroy(b);
}

TEST(adds_up, "The total is the sum, also where it is greater than INT_MAX")
{
    bank *b = create(3, (const int[]){INT_MAX, INT_MAX, 7}, NULL, NULL);

    ck_assert_int_eq(bank_total(b), 2LL * INT_MAX + 7);
    transfer(b, 0, 2, 1000, BANK_DONE);
    ck_assert_int_eq(bank_total(b), 2LL * INT_MAX + 7);
    bank_destroy(b);
}

static char diary[200];

static void write_diary(void *arg, size_t from, size_t to, int amount)
{
    size_t used = strlen(diary);

    snprintf(diary + used, sizeof diary - used, "%s%zu>%zu:%d ",
             (const char *)arg, from, to, amount);
}

TEST(logs, "The log is called once for each transfer that is done")
{
    bank *b = create(3, (const int[]){10, 10, INT_MAX}, write_diary, "#");

    transfer(b, 0, 1, 3, BANK_DONE);
    transfer(b, 0, 1, 30, BANK_NO_FUNDS);
    transfer(b, 1, 2, 1, BANK_TOO_MUCH);
    transfer(b, 1, 1, 2, BANK_DONE);
    transfer(b, 2, 0, 4, BANK_DONE);
    ck_assert_str_eq(diary, "#0>1:3 #1>1:2 #2>0:4 ");
    bank_destroy(b);
}

TEST(refuses_bad_banks, "No accounts, or a balance below 0, is EINVAL")
{
    errno = 0;
    ck_assert_ptr_null(bank_create(0, NULL, NULL, NULL));
    ck_assert_int_eq(errno, EINVAL);
    errno = 0;
    ck_assert_ptr_null(bank_create(2, (const int[]){5, -1}, NULL, NULL));
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_uint_eq(tl_allocations_held(), 0);
}

TEST(survives_lack_of_memory,
     "Without memory bank_create returns NULL with ENOMEM and keeps nothing")
{
    const int balances[3] = {1, 2, 3};

    for (size_t n = 1; n < 20; n++) {
        size_t before = tl_allocations_held();
        tl_fail_allocation(n);
        errno = 0;
        bank *b = bank_create(3, balances, NULL, NULL);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) { /* it needs fewer: nothing failed */
            ck_assert_ptr_nonnull(b);
            bank_destroy(b);
            return;
        }
        ck_assert_msg(b == NULL, "allocation %zu failed, but there is a bank",
                      n);
        ck_assert_int_eq(why, ENOMEM);
        ck_assert_uint_eq(tl_allocations_held(), before);
    }
}

TEST(destroys_null, "bank_destroy(NULL) does nothing")
{
    bank_destroy(NULL);
}

/* ---------------------------------------------------------------- two threads
 */

struct call {
    bank *b;
    size_t from, to;
    int amount;
    enum bank_result result;
};

static void *call_transfer(void *arg)
{
    struct call *c = arg;

    c->result = bank_transfer(c->b, c->from, c->to, c->amount);
    return NULL;
}

static void wait_for_the_other(void *barrier, size_t from, size_t to,
                               int amount)
{
    (void)from, (void)to, (void)amount;
    pthread_barrier_wait(barrier);
}

TEST(side_by_side, "Two transfers without an account in common are under way "
                   "at the same time")
{
    pthread_barrier_t both;
    pthread_t other;

    pthread_barrier_init(&both, NULL, 2);
    bank *b = create(4, (const int[]){5, 5, 5, 5}, wait_for_the_other, &both);
    struct call its = {b, 0, 1, 2, BANK_NO_ACCOUNT};
    ck_assert_int_eq(pthread_create(&other, NULL, call_transfer, &its), 0);
    transfer(b, 3, 2, 4, BANK_DONE); /* its log waits for the other's */
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    ck_assert_int_eq(its.result, BANK_DONE);
    holds(b, 1, 7);
    holds(b, 2, 9);
    bank_destroy(b);
    pthread_barrier_destroy(&both);
}

struct gate {
    pthread_barrier_t there, leave;
};

static void wait_at_gate(void *arg, size_t from, size_t to, int amount)
{
    struct gate *g = arg;

    (void)to, (void)amount;
    if (from != 0)
        return;
    pthread_barrier_wait(&g->there);
    pthread_barrier_wait(&g->leave);
}

TEST(others_go_on, "While a transfer is under way other accounts can be used")
{
    struct gate g;
    pthread_t other;

    pthread_barrier_init(&g.there, NULL, 2);
    pthread_barrier_init(&g.leave, NULL, 2);
    bank *b = create(4, (const int[]){5, 5, 5, 5}, wait_at_gate, &g);
    struct call its = {b, 0, 3, 2, BANK_NO_ACCOUNT};
    ck_assert_int_eq(pthread_create(&other, NULL, call_transfer, &its), 0);
    pthread_barrier_wait(&g.there); /* from here on it is under way */
    holds(b, 1, 5);
    transfer(b, 1, 2, 5, BANK_DONE);
    transfer(b, 2, 2, 5, BANK_DONE);
    holds(b, 2, 10);
    pthread_barrier_wait(&g.leave);
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    holds(b, 0, 3);
    holds(b, 3, 7);
    bank_destroy(b);
}

enum { ACCOUNTS = 4, EACH = 1000 };

struct clerk {
    bank *b;
    unsigned seed;
    size_t rounds;
    long long wrong; /* a total that was not right; 0: none */
};

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static void *work(void *arg)
{
    struct clerk *c = arg;

    for (size_t i = 0; i < c->rounds; i++) {
        size_t from = next(&c->seed) % ACCOUNTS;
        size_t to = next(&c->seed) % ACCOUNTS;
        bank_transfer(c->b, from, to, 1 + (int)(next(&c->seed) % EACH));
        if (i % 16 == 0) {
            long long total = bank_total(c->b);
            if (total != ACCOUNTS * EACH)
                c->wrong = total;
        }
    }
    return NULL;
}

STRESS(keeps_the_total, "Many transfers in three threads keep the total")
{
    bank *b =
        create(ACCOUNTS, (const int[]){EACH, EACH, EACH, EACH}, NULL, NULL);
    struct clerk c[3];
    pthread_t t[3];

    for (int i = 0; i < 3; i++) {
        c[i] = (struct clerk){b, (unsigned)i + 1, tl_rounds(20000), 0};
        ck_assert_int_eq(pthread_create(&t[i], NULL, work, &c[i]), 0);
    }
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_join(t[i], NULL), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_msg(c[i].wrong == 0, "a total was %lld, not %d", c[i].wrong,
                      ACCOUNTS * EACH);
    ck_assert_int_eq(bank_total(b), ACCOUNTS * EACH);
    bank_destroy(b);
}
