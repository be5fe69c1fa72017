/* Bookings at random, against totals that are kept here. */
#include "outside.h"

enum { ACCOUNTS = 4, LINES = 16, STEPS = 24 };

OUTSIDE(books,
        "Totals and lines are what was booked, until the journal is full")
{
    long account[STEPS], amount[STEPS], low = tl_between(-60, -10);
    long total[ACCOUNTS] = {0}, booked[LINES], lines = 0;

    tl_give(low);
    for (int i = 0; i < STEPS; i++) {
        tl_give(account[i] = tl_between(0, ACCOUNTS - 1));
        tl_give(amount[i] = tl_between(-50, 60));
    }
    for (int i = 0; i < STEPS; i++) {
        long *t = &total[account[i]];
        long may = lines < LINES && *t + amount[i] >= low;
        tl_expect(may,
                  "booking %ld to account %ld, whose total is %ld and may "
                  "not fall below %ld, with %ld lines",
                  amount[i], account[i], *t, low, lines);
        if (may) {
            *t += amount[i];
            booked[lines++] = i;
        }
    }
    for (int i = 0; i < ACCOUNTS; i++)
        tl_expect(total[i], "the total of account %d", i);
    tl_expect(lines, "lines in the journal");
    for (long i = 0; i < lines; i++) {
        tl_expect(account[booked[i]], "the account of line %ld", i + 1);
        tl_expect(amount[booked[i]], "the amount of line %ld", i + 1);
    }
}
