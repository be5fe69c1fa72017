/* Two or three accounts, two or three threads with one or two calls. The
 * simplest first: where one scenario fails the later ones are not shown.
 *
 * What the log notes are plain variables: the accounts' locks, which are held
 * while it is called, have to order them. */
#include "scenario.h"

#include "bank.h"

#include <semaphore.h>

static bank *the_bank;
static int logged; /* transfers from or to account 1, by its lock */

static void count(void *arg, size_t from, size_t to, int amount)
{
    (void)arg, (void)amount;
    if (from == 1 || to == 1)
        logged++;
}

static void create(size_t n, const int *balances, bank_log log)
{
    the_bank = bank_create(n, balances, log, NULL);
    assert(the_bank != NULL);
}

struct transfer {
    size_t from, to;
    int amount;
    enum bank_result result;
};

static void *transfer(void *arg)
{
    struct transfer *t = arg;

    t->result = bank_transfer(the_bank, t->from, t->to, t->amount);
    return NULL;
}

static pthread_t start(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, arg);
    return thread;
}

SCENARIO(one_after_the_other, "What is transferred leaves one account and "
                              "reaches the other")
{
    create(2, (const int[]){10, 0}, NULL);
    enum bank_result first = bank_transfer(the_bank, 0, 1, 7);
    enum bank_result second = bank_transfer(the_bank, 0, 1, 7);
    enum bank_result to_itself = bank_transfer(the_bank, 1, 1, 7);
    assert(first == BANK_DONE);
    assert(second == BANK_NO_FUNDS);
    assert(to_itself == BANK_DONE);
    int left = bank_balance(the_bank, 0), arrived = bank_balance(the_bank, 1);
    assert(left == 3);
    assert(arrived == 7);
    bank_destroy(the_bank);
}

SCENARIO(spends_it_once, "Money that is there once cannot be spent twice")
{
    static struct transfer mine = {0, 1, 7, 0}, its = {0, 1, 7, 0};

    create(2, (const int[]){10, 0}, count);
    pthread_t other = start(transfer, &its);
    transfer(&mine);
    pthread_join(other, NULL);
    int done = (mine.result == BANK_DONE) + (its.result == BANK_DONE);
    assert(done == 1);
    assert(logged == 1);
    int left = bank_balance(the_bank, 0), arrived = bank_balance(the_bank, 1);
    assert(left == 3);
    assert(arrived == 7);
    bank_destroy(the_bank);
}

SCENARIO(loses_nothing, "Two transfers at the same time are both done in full")
{
    static struct transfer mine = {0, 1, 4, 0}, its = {2, 1, 2, 0};

    create(3, (const int[]){5, 0, 5}, count);
    pthread_t other = start(transfer, &its);
    transfer(&mine);
    pthread_join(other, NULL);
    int left = bank_balance(the_bank, 0), arrived = bank_balance(the_bank, 1);
    assert(logged == 2);
    assert(left == 1);
    assert(arrived == 6);
    bank_destroy(the_bank);
}

SCENARIO(opposite_ways, "Two transfers in opposite directions both end")
{
    static struct transfer mine = {0, 1, 4, 0}, its = {1, 0, 2, 0};

    create(2, (const int[]){5, 5}, NULL);
    pthread_t other = start(transfer, &its);
    transfer(&mine);
    pthread_join(other, NULL);
    int zero = bank_balance(the_bank, 0), one = bank_balance(the_bank, 1);
    assert(zero == 3);
    assert(one == 7);
    bank_destroy(the_bank);
}

SCENARIO(to_itself_meanwhile,
         "A transfer to itself may meet one to another account")
{
    static struct transfer mine = {0, 0, 4, 0}, its = {0, 1, 2, 0};

    create(2, (const int[]){5, 5}, NULL);
    pthread_t other = start(transfer, &its);
    transfer(&mine);
    pthread_join(other, NULL);
    int zero = bank_balance(the_bank, 0);
    assert(zero == 3);
    bank_destroy(the_bank);
}

SCENARIO(total_at_one_moment,
         "The total is the same while a transfer is under way")
{
    static struct transfer its = {0, 2, 4, 0};

    create(3, (const int[]){5, 5, 5}, NULL);
    pthread_t other = start(transfer, &its);
    long long total = bank_total(the_bank);
    assert(total == 15);
    pthread_join(other, NULL);
    bank_destroy(the_bank);
}

SCENARIO(total_the_other_way,
         "The total is the same while money goes from a high number to a low")
{
    static struct transfer its = {2, 0, 4, 0};

    create(3, (const int[]){5, 5, 5}, NULL);
    pthread_t other = start(transfer, &its);
    long long total = bank_total(the_bank);
    assert(total == 15);
    pthread_join(other, NULL);
    bank_destroy(the_bank);
}

SCENARIO(balance_meanwhile,
         "A balance is that before a transfer, or that after it")
{
    static struct transfer its = {0, 1, 4, 0};

    create(2, (const int[]){5, 5}, NULL);
    pthread_t other = start(transfer, &its);
    int one = bank_balance(the_bank, 1), zero = bank_balance(the_bank, 0);
    assert(one == 5 || one == 9);
    assert(zero == 5 || zero == 1);
    bool still_to_come = one == 9 && zero == 5;
    assert(!still_to_come);
    pthread_join(other, NULL);
    bank_destroy(the_bank);
}

static void *total(void *sum)
{
    *(long long *)sum = bank_total(the_bank);
    return NULL;
}

SCENARIO(two_totals, "Two threads may ask for the total at the same time")
{
    static long long sum;

    create(2, (const int[]){5, 5}, NULL);
    pthread_t other = start(total, &sum);
    long long mine = bank_total(the_bank);
    pthread_join(other, NULL);
    assert(mine == 10);
    assert(sum == 10);
    bank_destroy(the_bank);
}

static void meet(void *arg, size_t from, size_t to, int amount)
{
    (void)arg, (void)from, (void)to, (void)amount;
    ex_together("two transfers without an account in common", 2);
}

SCENARIO(side_by_side,
         "Transfers without an account in common do not wait for each other")
{
    static struct transfer mine = {0, 1, 4, 0}, its = {2, 3, 4, 0};

    create(4, (const int[]){5, 5, 5, 5}, meet);
    pthread_t other = start(transfer, &its);
    transfer(&mine);
    pthread_join(other, NULL);
    bank_destroy(the_bank);
}

SCENARIO(opposite_ways_and_a_third,
         "Two transfers in opposite directions and a third one all end")
{
    static struct transfer mine = {0, 0, 4, 0}, its = {0, 1, 2, 0},
                           third = {1, 0, 3, 0};

    create(2, (const int[]){5, 5}, NULL);
    pthread_t b = start(transfer, &its), c = start(transfer, &third);
    transfer(&mine);
    pthread_join(b, NULL);
    pthread_join(c, NULL);
    int zero = bank_balance(the_bank, 0);
    assert(zero == 6);
    bank_destroy(the_bank);
}

SCENARIO(round_in_a_circle,
         "Three transfers, each to the account that the next one takes from, "
         "all end")
{
    static struct transfer mine = {0, 1, 1, 0}, its = {1, 2, 2, 0},
                           third = {2, 0, 3, 0};

    create(3, (const int[]){5, 5, 5}, NULL);
    pthread_t b = start(transfer, &its), c = start(transfer, &third);
    transfer(&mine);
    pthread_join(b, NULL);
    pthread_join(c, NULL);
    int zero = bank_balance(the_bank, 0), one = bank_balance(the_bank, 1);
    assert(zero == 7);
    assert(one == 4);
    bank_destroy(the_bank);
}

static sem_t second_done;
static pthread_t waiting, user, second;

static void *transfer_and_tell(void *arg)
{
    transfer(arg);
    sem_post(&second_done);
    return NULL;
}

/* The transfer from 0 stays under way until another one is done. */
static void wait_for_the_second(void *arg, size_t from, size_t to, int amount)
{
    static struct transfer a = {1, 1, 1, 0}, b = {2, 2, 1, 0}, c = {2, 2, 1, 0};

    (void)arg, (void)to, (void)amount;
    if (from != 0)
        return;
    waiting = start(transfer, &a);
    user = start(transfer, &b);
    second = start(transfer_and_tell, &c);
    sem_wait(&second_done);
}

SCENARIO(wakes_the_right_one,
         "Who waits for an account goes on when that one is free")
{
    static struct transfer mine = {0, 1, 1, 0};

    sem_init(&second_done, 0, 0);
    create(3, (const int[]){5, 5, 5}, wait_for_the_second);
    transfer(&mine);
    pthread_join(waiting, NULL);
    pthread_join(user, NULL);
    pthread_join(second, NULL);
    bank_destroy(the_bank);
}
