/* fork_safely: see fork_safely.h for what each function promises, and `task`
 * in the tutor for where to begin. The journal works, but nobody has thought
 * of fork yet. */
#include "fork_safely.h"

#include <errno.h>

static pthread_mutex_t totals_lock = PTHREAD_MUTEX_INITIALIZER;
static int totals[JOURNAL_ACCOUNTS]; /* guarded by totals_lock */

static pthread_mutex_t lines_lock = PTHREAD_MUTEX_INITIALIZER;
static struct journal_line lines[JOURNAL_LINES]; /* guarded by lines_lock */
static int nlines;                               /* guarded by lines_lock */

int journal_open(void)
{
    /* What must be done before, and after, somebody forks? */
    return 0;
}

/* Takes both locks: first totals_lock, then lines_lock. */
bool journal_book(int account, int amount, journal_rule rule, void *arg)
{
    bool booked = false;

    pthread_mutex_lock(&totals_lock);
    int total = totals[account] + amount;
    if (rule == NULL || rule(total, arg)) {
        pthread_mutex_lock(&lines_lock);
        if (nlines < JOURNAL_LINES) {
            totals[account] = total;
            lines[nlines++] = (struct journal_line){account, amount};
            booked = true;
        }
        pthread_mutex_unlock(&lines_lock);
    }
    pthread_mutex_unlock(&totals_lock);
    return booked;
}

int journal_total(int account)
{
    pthread_mutex_lock(&totals_lock);
    int total = totals[account];
    pthread_mutex_unlock(&totals_lock);
    return total;
}

void journal_read(journal_reader reader, void *arg)
{
    pthread_mutex_lock(&lines_lock);
    for (int i = 0; i < nlines; i++)
        reader(lines[i], arg);
    pthread_mutex_unlock(&lines_lock);
}

int run_program(const char *path, char *const argv[], char *output, size_t size,
                int *status)
{
    (void)path;
    (void)argv;
    (void)output;
    (void)size;
    (void)status;
    /* A pipe, posix_spawn, read to the end, waitpid. */
    return ENOSYS;
}
