// expect: assertion
#include "bank.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

/* Guards all accounts. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct account {
    int balance; /* 0 to INT_MAX; lock must be held */
};

struct bank {
    size_t n;
    bank_log log;
    void *arg;
    struct account *accounts;
};

bank *bank_create(size_t n, const int balances[], bank_log log, void *arg)
{
    if (n == 0) {
        errno = EINVAL;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (balances[i] < 0) {
            errno = EINVAL;
            return NULL;
        }
    }
    bank *b = malloc(sizeof *b);
    struct account *accounts = calloc(n, sizeof *accounts);
    if (b == NULL || accounts == NULL) {
        free(b);
        free(accounts);
        errno = ENOMEM;
        return NULL;
    }
    *b = (bank){n, log, arg, accounts};
    for (size_t i = 0; i < n; i++) {
        accounts[i].balance = balances[i];
    }
    return b;
}

static void lock_both(bank *b, size_t x, size_t y)
{
    (void)b, (void)x, (void)y;
    pthread_mutex_lock(&lock);
}

static void unlock_both(bank *b, size_t x, size_t y)
{
    (void)b, (void)x, (void)y;
    pthread_mutex_unlock(&lock);
}

/* With both locks held. Test and change are one step for everybody else. */
static enum bank_result move(struct account *from, struct account *to,
                             int amount)
{
    if (from->balance < amount)
        return BANK_NO_FUNDS;
    if (from == to)
        return BANK_DONE;
    if (to->balance > INT_MAX - amount)
        return BANK_TOO_MUCH;
    from->balance -= amount;
    to->balance += amount;
    return BANK_DONE;
}

enum bank_result bank_transfer(bank *b, size_t from, size_t to, int amount)
{
    if (from >= b->n || to >= b->n)
        return BANK_NO_ACCOUNT;
    if (amount <= 0)
        return BANK_BAD_AMOUNT;
    lock_both(b, from, to);
    enum bank_result result =
        move(&b->accounts[from], &b->accounts[to], amount);
    /* Within the locks, as the contract asks for. It knows that the log does
     * not call the bank; a function that we knew nothing of would have to be
     * called without locks. */
    if (result == BANK_DONE && b->log != NULL)
        b->log(b->arg, from, to, amount);
    unlock_both(b, from, to);
    return result;
}

int bank_balance(bank *b, size_t account)
{
    if (account >= b->n)
        return -1;
    pthread_mutex_lock(&lock);
    int balance = b->accounts[account].balance;
    pthread_mutex_unlock(&lock);
    return balance;
}

long long bank_total(bank *b)
{
    long long total = 0;

    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < b->n; i++)
        total += b->accounts[i].balance;
    pthread_mutex_unlock(&lock);
    return total;
}

void bank_destroy(bank *b)
{
    if (b == NULL)
        return;
    free(b->accounts);
    free(b);
}
