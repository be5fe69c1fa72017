#include "inside.h"

#include "fork_safely.h"

enum { STEPS = 24 };

static struct journal_line noted[JOURNAL_LINES + 1];
static long lines;

static bool not_below(int total, void *arg)
{
    return total >= *(long *)arg;
}

static void note(struct journal_line line, void *arg)
{
    (void)arg;
    if (lines <= JOURNAL_LINES)
        noted[lines++] = line;
}

INSIDE(books)
{
    long low = tl_take();

    for (int i = 0; i < STEPS; i++) {
        int account = (int)tl_take();
        tl_answer(journal_book(account, (int)tl_take(), not_below, &low));
    }
    for (int i = 0; i < JOURNAL_ACCOUNTS; i++)
        tl_answer(journal_total(i));
    journal_read(note, NULL);
    tl_answer(lines);
    for (long i = 0; i < lines; i++) {
        tl_answer(noted[i].account);
        tl_answer(noted[i].amount);
    }
}
