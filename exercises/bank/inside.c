#include "inside.h"

#include "bank.h"

#include <pthread.h>

enum { ACCOUNTS = 6, STEPS = 40, THREADS_MAX = 8 };

static bank *b;
static long rounds, done[THREADS_MAX], logged[ACCOUNTS];

/* Nobody else uses the two accounts meanwhile. */
static void note(void *arg, size_t from, size_t to, int amount)
{
    (void)arg;
    (void)to;
    (void)amount;
    logged[from]++;
}

static void create(void)
{
    int balances[ACCOUNTS];

    for (int i = 0; i < ACCOUNTS; i++)
        balances[i] = (int)tl_take();
    b = bank_create(ACCOUNTS, balances, note, NULL);
    ck_assert_ptr_nonnull(b);
}

INSIDE(one_by_one)
{
    create();
    for (int i = 0; i < STEPS; i++) {
        size_t from = (size_t)tl_take(), to = (size_t)tl_take();
        tl_answer(bank_transfer(b, from, to, (int)tl_take()));
    }
    for (size_t i = 0; i < ACCOUNTS; i++)
        tl_answer(bank_balance(b, i));
    bank_destroy(b);
}

static void *transfer(void *arg)
{
    long *mine = arg;
    size_t at = (size_t)(mine - done);

    for (long i = 0; i < rounds; i++) {
        size_t to = (at + (size_t)i) % ACCOUNTS;
        *mine +=
            bank_transfer(b, at % ACCOUNTS, to, 1 + (int)(i % 7)) == BANK_DONE;
    }
    return NULL;
}

INSIDE(at_once)
{
    long threads = tl_take(), sum = 0, all = 0, heard = 0;
    pthread_t thread[THREADS_MAX];

    rounds = tl_take();
    create();
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, transfer, &done[i]),
                         0);
    for (long i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        all += done[i];
    }
    for (size_t i = 0; i < ACCOUNTS; i++) {
        sum += bank_balance(b, i);
        heard += logged[i];
    }
    tl_answer(sum);
    tl_answer((long)bank_total(b));
    tl_answer(all);
    tl_answer(heard);
    bank_destroy(b);
}
