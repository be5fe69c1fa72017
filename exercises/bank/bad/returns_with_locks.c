// expect: deadlock
#include "bank.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

struct account {
    pthread_mutex_t lock;
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
        pthread_mutex_init(&accounts[i].lock, NULL);
        accounts[i].balance = balances[i];
    }
    return b;
}

static void lock_both(bank *b, size_t x, size_t y)
{
    /* Lower number first, whichever way the money goes. */
    pthread_mutex_lock(&b->accounts[x < y ? x : y].lock);
    if (x != y) /* a mutex of the default kind is not locked twice */
        pthread_mutex_lock(&b->accounts[x < y ? y : x].lock);
}

static void unlock_both(bank *b, size_t x, size_t y)
{
    /* The order does not matter here: nobody waits in unlock. */
    pthread_mutex_unlock(&b->accounts[x].lock);
    if (x != y)
        pthread_mutex_unlock(&b->accounts[y].lock);
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
    if (result != BANK_DONE)
        return result;
    if (b->log != NULL)
        b->log(b->arg, from, to, amount);
    unlock_both(b, from, to);
    return result;
}

int bank_balance(bank *b, size_t account)
{
    if (account >= b->n)
        return -1;
    /* Reading needs the lock, too: of a transfer that is under way we would
     * see a half. */
    pthread_mutex_lock(&b->accounts[account].lock);
    int balance = b->accounts[account].balance;
    pthread_mutex_unlock(&b->accounts[account].lock);
    return balance;
}

long long bank_total(bank *b)
{
    long long total = 0;

    /* All locks before the first is given back: then all that was read was
     * there at one moment. */
    for (size_t i = 0; i < b->n; i++) {
        pthread_mutex_lock(&b->accounts[i].lock);
        total += b->accounts[i].balance;
    }
    for (size_t i = 0; i < b->n; i++)
        pthread_mutex_unlock(&b->accounts[i].lock);
    return total;
}

void bank_destroy(bank *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n; i++)
        pthread_mutex_destroy(&b->accounts[i].lock);
    free(b->accounts);
    free(b);
}
