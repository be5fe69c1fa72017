/* bank: accounts between which threads transfer money. */
#ifndef BANK_H
#define BANK_H

#include <stddef.h>

typedef struct bank bank;

enum bank_result {
    BANK_DONE,
    BANK_NO_ACCOUNT, /* there is no account of that number */
    BANK_BAD_AMOUNT, /* 0 or less */
    BANK_NO_FUNDS,   /* more than the balance of the account it comes from */
    BANK_TOO_MUCH,   /* the other balance would be greater than INT_MAX */
};

/* Called within bank_transfer, once for each transfer that is done, when
 * both balances have changed and before anybody else can see or use the two
 * accounts. It must not call the bank. */
typedef void (*bank_log)(void *arg, size_t from, size_t to, int amount);

/* n accounts, numbered from 0, with the given balances. `log` may be NULL.
 * NULL with errno EINVAL where n is 0 or a balance is below 0; NULL with
 * errno ENOMEM when out of memory. */
bank *bank_create(size_t n, const int balances[], bank_log log, void *arg);

/* All of it or, unless BANK_DONE is returned, nothing. Reasons to refuse are
 * tested in the order in which they stand above. A transfer from an account
 * to itself is refused or done like any other, and changes nothing.
 *
 * Any number of threads may call it at any time. Two transfers without an
 * account in common do not wait for each other, however long the log takes.
 */
enum bank_result bank_transfer(bank *b, size_t from, size_t to, int amount);

/* The balance, or -1 if there is no such account. Does not wait for
 * transfers between other accounts. */
int bank_balance(bank *b, size_t account);

/* The sum of all balances at one moment. As transfers do not change it, it
 * is the same at any moment. */
long long bank_total(bank *b);

/* When no thread uses the bank any more. NULL is fine. */
void bank_destroy(bank *b);

#endif
