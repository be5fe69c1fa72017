/* Random transfers, one after the other, against a sum that is kept here; and
 * many at once, which leave what there was. */
#include "outside.h"

enum { ACCOUNTS = 6, STEPS = 40 };

/* As bank.h has them. */
enum { DONE, NO_ACCOUNT, BAD_AMOUNT, NO_FUNDS };

OUTSIDE(one_by_one,
        "Each transfer is done as a whole, or refused for its reason")
{
    long balance[ACCOUNTS], from[STEPS], to[STEPS], amount[STEPS];

    for (int i = 0; i < ACCOUNTS; i++)
        tl_give(balance[i] = tl_between(0, 100));
    for (int i = 0; i < STEPS; i++) {
        tl_give(from[i] = tl_between(0, ACCOUNTS));
        tl_give(to[i] = tl_between(0, ACCOUNTS));
        tl_give(amount[i] = tl_between(-5, 90));
    }
    for (int i = 0; i < STEPS; i++) {
        long result = from[i] == ACCOUNTS || to[i] == ACCOUNTS ? NO_ACCOUNT
                      : amount[i] <= 0                         ? BAD_AMOUNT
                      : amount[i] > balance[from[i]]           ? NO_FUNDS
                                                               : DONE;
        tl_expect(result, "the result of transfer %d, of %ld from %ld to %ld",
                  i + 1, amount[i], from[i], to[i]);
        if (result == DONE) {
            balance[from[i]] -= amount[i];
            balance[to[i]] += amount[i];
        }
    }
    for (int i = 0; i < ACCOUNTS; i++)
        tl_expect(balance[i], "the balance of account %d after %d transfers", i,
                  STEPS);
}

OUTSIDE(at_once, "Transfers at the same time lose nothing and make nothing")
{
    long threads = tl_between(2, 5), rounds = tl_between(50, 200), total = 0;

    tl_give(threads);
    tl_give(rounds);
    for (int i = 0; i < ACCOUNTS; i++) {
        long balance = tl_between(0, 1000);
        tl_give(balance);
        total += balance;
    }
    tl_expect(total,
              "the sum of all balances after %ld threads made %ld "
              "transfers each",
              threads, rounds);
    tl_expect(total, "what bank_total says then");
    long done = tl_answered();
    tl_expect(done,
              "transfers that the log has heard of, of %ld that were done",
              done);
}
