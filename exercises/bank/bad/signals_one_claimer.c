// expect: deadlock
#include "bank.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct account {
    bool claimed; /* lock must be held */
    int balance;  /* whoever has claimed the account */
};

struct bank {
    size_t n;
    bank_log log;
    void *arg;
    pthread_mutex_t lock;
    pthread_cond_t freed; /* an account is no longer claimed */
    struct account accounts[];
};

bank *bank_create(size_t n, const int balances[], bank_log log, void *arg)
{
    bool fine = n > 0;

    for (size_t i = 0; i < n; i++)
        fine = fine && balances[i] >= 0;
    if (!fine) {
        errno = EINVAL;
        return NULL;
    }
    bank *b = calloc(1, sizeof *b + n * sizeof *b->accounts);
    if (b == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    b->n = n;
    b->log = log;
    b->arg = arg;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->freed, NULL);
    for (size_t i = 0; i < n; i++)
        b->accounts[i].balance = balances[i];
    return b;
}

static void claim(bank *b, size_t x, size_t y)
{
    pthread_mutex_lock(&b->lock);
    while (b->accounts[x].claimed || b->accounts[y].claimed)
        pthread_cond_wait(&b->freed, &b->lock);
    b->accounts[x].claimed = b->accounts[y].claimed = true;
    pthread_mutex_unlock(&b->lock);
}

static void give_back(bank *b, size_t x, size_t y)
{
    pthread_mutex_lock(&b->lock);
    b->accounts[x].claimed = b->accounts[y].claimed = false;
    pthread_cond_signal(&b->freed);
    pthread_mutex_unlock(&b->lock);
}

enum bank_result bank_transfer(bank *b, size_t from, size_t to, int amount)
{
    enum bank_result result = BANK_DONE;

    if (from >= b->n || to >= b->n)
        return BANK_NO_ACCOUNT;
    if (amount <= 0)
        return BANK_BAD_AMOUNT;
    claim(b, from, to);
    struct account *source = &b->accounts[from], *target = &b->accounts[to];
    if (source->balance < amount) {
        result = BANK_NO_FUNDS;
    } else if (source != target && target->balance > INT_MAX - amount) {
        result = BANK_TOO_MUCH;
    } else {
        source->balance -= amount;
        target->balance += amount;
        if (b->log != NULL)
            b->log(b->arg, from, to, amount);
    }
    give_back(b, from, to);
    return result;
}

int bank_balance(bank *b, size_t account)
{
    if (account >= b->n)
        return -1;
    claim(b, account, account);
    int balance = b->accounts[account].balance;
    give_back(b, account, account);
    return balance;
}

static bool any_claimed(const bank *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->accounts[i].claimed)
            return true;
    return false;
}

long long bank_total(bank *b)
{
    long long total = 0;

    pthread_mutex_lock(&b->lock);
    while (any_claimed(b))
        pthread_cond_wait(&b->freed, &b->lock);
    /* Nobody can claim one while we hold the lock. */
    for (size_t i = 0; i < b->n; i++)
        total += b->accounts[i].balance;
    pthread_mutex_unlock(&b->lock);
    return total;
}

void bank_destroy(bank *b)
{
    if (b == NULL)
        return;
    pthread_cond_destroy(&b->freed);
    pthread_mutex_destroy(&b->lock);
    free(b);
}
